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
    /// <param name="place">
    /// The last place. What has left the log already counts as older, so this is for places that are still kept.
    /// </param>
    /// <param name="number">The number of the last notification in the list, which holds for good; null if it is not known.</param>
    public Task MarkAsync(UserId user, long place, long? number) => units.WriteAsync(db =>
    {
        var now = clock.UtcNow();
        var unread = db.Set<Notification>().Where(n => n.RecipientId == user && n.ReadAt == null);
        var seen = number is { } last
            ? unread.Where(n => n.Number <= last)
            : unread.Where(n => !db.Set<FeedEvent>().Any(e => e.RecipientId == user && e.NotificationId == n.Id && e.Sequence > place));
        return seen.ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now));
    });
}
