using Graph.Domain.Feed.Retention;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>Marks notifications as read.</summary>
public sealed class ReadMarks(Units units, TimeProvider clock)
{
    /// <summary>
    /// Marks all notifications of a user as read, up to one of them or up to a place in the log. Repeating this changes
    /// nothing.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="place">The last place.</param>
    /// <param name="number">The number of the last notification in the list, which holds for good; null if it is not known.</param>
    /// <param name="path">The field of the input that names the place.</param>
    /// <exception cref="DomainException">
    /// A <see cref="ValidationError"/> when only the place is known and rows after it have left the log: nothing says any more which
    /// notifications came before it.
    /// </exception>
    public Task MarkAsync(UserId user, long place, long? number, string path) => units.WriteAsync(async db =>
    {
        if (number is null && place < await LogStart.RemovedThroughAsync(db, CancellationToken.None))
        {
            throw Validation.Error(
                "This place is older than the events that are kept. Use the `liveCursor` of a notification, which holds for good.", path);
        }

        var now = clock.UtcNow();
        var unread = db.Set<Notification>().Where(n => n.RecipientId == user && n.ReadAt == null);
        var seen = number is { } last
            ? unread.Where(n => n.Number <= last)
            : unread.Where(n => !db.Set<FeedEvent>().Any(e => e.RecipientId == user && e.NotificationId == n.Id && e.Sequence > place));
        return await seen.ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now));
    });
}
