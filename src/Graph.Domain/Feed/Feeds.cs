using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>Reads the two streams, for lists and for live readers alike: both see the same rows in the same order.</summary>
public static class Feeds
{
    /// <summary>
    /// Looks where there may be something: at friends one by one, and at followed merchants. So a feed costs what those do,
    /// however many strangers do something meanwhile.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="viewer">Whose feed it is.</param>
    /// <param name="above">Only what comes after this place.</param>
    public static IQueryable<Activity> ActivitiesFor(this GraphDb db, UserId viewer, long above)
    {
        var visible = db.Set<Activity>().Where(Activity.VisibleTo(viewer, db)).Where(a => a.Sequence > above);
        var ofFriends =
            from friendship in db.Set<Friendship>()
            join activity in visible on friendship.FriendId equals activity.ActorId
            where friendship.OwnerId == viewer && activity.MerchantId == null
            select activity;
        var ofMerchants =
            from following in db.Set<MerchantFollower>()
            join activity in visible on (MerchantId?)following.MerchantId equals activity.MerchantId
            where following.UserId == viewer
            select activity;
        return ofFriends.Concat(ofMerchants);
    }

    /// <summary>
    /// Above which place to look first for the latest events at or below one: what friends did over the years need not be
    /// sorted for one page of it. Who finds less than a page there has so few events in all that looking at each is cheap.
    /// </summary>
    public static async Task<long> RecentAsync(this GraphDb db, long top, CancellationToken cancellationToken)
    {
        const int share = 256;
        var ends = await db.Set<FeedEvent>().OrderBy(e => e.Sequence).Take(1)
            .Concat(db.Set<FeedEvent>().OrderByDescending(e => e.Sequence).Take(1))
            .Select(e => e.Sequence)
            .ToListAsync(cancellationToken);
        if (ends.Count == 0)
        {
            return 0;
        }

        var (first, last) = (ends.Min(), ends.Max());
        return Math.Max(0, Math.Clamp(top, first, last) - ((last - first) / share) - 1);
    }

    public static IQueryable<Notification> NotificationsFor(this GraphDb db, UserId viewer) =>
        db.Set<Notification>().Where(Notification.VisibleTo(viewer, db));
}
