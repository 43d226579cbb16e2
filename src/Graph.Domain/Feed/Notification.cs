using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

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

    /// <summary>One's own; of somebody hidden only what is about money between the two.</summary>
    public static Expression<Func<Notification, bool>> VisibleTo(UserId viewer, GraphDb db) => notification =>
        notification.RecipientId == viewer
        && (notification.SubjectKind == SubjectKind.Transaction
            || notification.SubjectKind == SubjectKind.PaymentRequest
            || notification.SubjectKind == SubjectKind.Bill
            || notification.SubjectKind == SubjectKind.Order
            || !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == notification.ActorId));
}
