using Graph.Domain.Shared;
using Graph.Domain.Users;

namespace Graph.Domain.Feed;

public readonly record struct NotificationId(Guid Value) : ITypedId<NotificationId>
{
    public static NotificationId From(Guid value) => new(value);
}

/// <summary>A line for one person.</summary>
public sealed class Notification : FeedEvent
{
    public required NotificationId NotificationId { get; init; }

    public required UserId RecipientId { get; init; }

    public required string Title { get; init; }

    public DateTime? ReadAt { get; private set; }
}
