using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Streams;
using Graph.Domain.Feed;
using Graph.Domain.Shared;

namespace Graph.Api.Feed;

/// <summary>The notifications to mark as read.</summary>
/// <param name="UpTo">
/// The `liveCursor` of the latest notification that the viewer has seen. It and all notifications before it are marked. The
/// `viewer.liveCursor` works too, for a day.
/// </param>
public sealed record MarkNotificationsReadInput(string UpTo);

/// <summary>The viewer's notifications were marked. Every payload has `viewer`, so this needs no field of its own.</summary>
public sealed record NotificationsRead;

[MutationFields]
public sealed class FeedMutations
{
    /// <summary>
    /// Marks the viewer's notifications as read, up to one that the viewer has seen. Fetch
    /// `viewer { unreadNotificationCount }` in the payload. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError))]
    public static async Task<NotificationsRead> MarkNotificationsRead(
        ReadMarks marks, Caller caller, MarkNotificationsReadInput input)
    {
        const string UpTo = "upTo";
        var (place, number) = LiveCursor.DecodeInput(input.UpTo, UpTo);
        await marks.MarkAsync(caller.Viewer, place, number, UpTo);
        return new NotificationsRead();
    }
}
