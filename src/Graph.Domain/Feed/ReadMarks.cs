using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>Marks notifications as read.</summary>
public sealed class ReadMarks(Units units, TimeProvider clock)
{
    /// <summary>
    /// Marks all notifications of a user as read that stand in the log up to a place. What has left the log already is
    /// older than every place in it. Repeating this changes nothing.
    /// </summary>
    public Task MarkAsync(UserId user, long upTo) => units.WriteAsync(db =>
    {
        var now = clock.UtcNow();
        return db.Set<Notification>()
            .Where(n => n.RecipientId == user && n.ReadAt == null)
            .Where(n => !db.Set<FeedEvent>().Any(e => e.RecipientId == user && e.NotificationId == n.Id && e.Sequence > upTo))
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now));
    });
}
