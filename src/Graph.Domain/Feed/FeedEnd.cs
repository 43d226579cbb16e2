using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>
/// When an account is closed, its activities leave the feeds, and notifications about it leave the lists of others. Notifications about
/// the others' money stay.
/// </summary>
public sealed class FeedEnd : IAccountEnd
{
    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<Activity>()
            .Where(a => a.ActorId == user && (a.SourceId == null || a.IsInPerson))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.IsWithdrawn, true));
        await db.Set<Notification>()
            .Where(n => n.ActorId == user && n.SourceId == null && !n.IsAboutMoney)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.IsWithdrawn, true));
    }

    /// <summary>Erases what the user wrote to others, and what others wrote to the user.</summary>
    public Task EraseAsync(GraphDb db, UserId user, DateTime now) => db.Set<Notification>()
        .Where(n => (n.ActorId == user || n.RecipientId == user) && n.Message != null)
        .ExecuteUpdateAsync(set => set.SetProperty(n => n.Message, (string?)null));
}
