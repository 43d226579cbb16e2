using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>A row of a list, and its place in the log that streams replay.</summary>
public sealed class Logged<TRow>
{
    public required TRow Row { get; init; }

    public required long Sequence { get; init; }
}

/// <summary>Reads feed and notifications, for lists and for live streams: both see the same rows.</summary>
public sealed class Feeds(IEnumerable<IFollowing> followings)
{
    /// <summary>The sources that the viewer follows, whatever feature they belong to.</summary>
    public async Task<IReadOnlyList<SourceId>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken)
    {
        var sources = new List<SourceId>();
        foreach (var following in followings)
        {
            var ids = await following.SourcesOfAsync(db, viewer, cancellationToken);
            sources.AddRange(ids.Select(id => new SourceId(id)));
        }

        return sources;
    }

    /// <summary>
    /// The viewer's feed. It looks where there may be something: at friends one by one, and at followed sources. So it costs
    /// what those do, however many strangers do something meanwhile.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="viewer">The person whose feed it is.</param>
    /// <param name="followed">The sources that the viewer follows.</param>
    /// <param name="above">Only lines above this number.</param>
    public static IQueryable<Activity> Activities(GraphDb db, UserId viewer, IReadOnlyList<SourceId> followed, long above)
    {
        var visible = db.Set<Activity>().Where(Activity.VisibleTo(viewer, followed, db)).Where(a => a.Number > above);
        var ofFriends =
            from friendship in db.Set<Friendship>()
            join activity in visible on friendship.FriendId equals activity.ActorId
            where friendship.OwnerId == viewer && activity.SourceId == null
            select activity;
        return ofFriends.Concat(visible.Where(a => a.SourceId != null && followed.Contains(a.SourceId.Value)));
    }

    /// <summary>The viewer's feed as the log has it, between two places, the first not included.</summary>
    public static IQueryable<Logged<Activity>> LoggedActivities(
        GraphDb db, UserId viewer, IReadOnlyList<SourceId> followed, long after, long upTo)
    {
        var visible = db.Set<Activity>().Where(Activity.VisibleTo(viewer, followed, db));
        var log = db.Set<FeedEvent>().Where(e => e.Sequence > after && e.Sequence <= upTo);
        var ofFriends =
            from friendship in db.Set<Friendship>()
            join row in log on friendship.FriendId equals row.ActorId
            join activity in visible on row.ActivityId equals activity.Id
            where friendship.OwnerId == viewer && row.SourceId == null
            select new Logged<Activity> { Row = activity, Sequence = row.Sequence };
        var ofSources =
            from row in log
            join activity in visible on row.ActivityId equals activity.Id
            where row.SourceId != null && followed.Contains(row.SourceId.Value)
            select new Logged<Activity> { Row = activity, Sequence = row.Sequence };
        return ofFriends.Concat(ofSources);
    }

    public static IQueryable<Notification> Notifications(GraphDb db, UserId viewer) =>
        db.Set<Notification>().Where(Notification.VisibleTo(viewer, db));

    /// <summary>The viewer's notifications as the log has them, between two places, the first not included.</summary>
    public static IQueryable<Logged<Notification>> LoggedNotifications(GraphDb db, UserId viewer, long after, long upTo) =>
        from row in db.Set<FeedEvent>()
        join notification in Notifications(db, viewer) on row.NotificationId equals notification.Id
        where row.RecipientId == viewer && row.Sequence > after && row.Sequence <= upTo
        select new Logged<Notification> { Row = notification, Sequence = row.Sequence };

    /// <summary>
    /// Above which number to look first for the latest lines at or below one: what friends did over the years need not be
    /// sorted for one page of it. A viewer who finds less than a page there has so few lines in all that looking at each is
    /// cheap.
    /// </summary>
    public static async Task<long> RecentAsync(GraphDb db, long top, CancellationToken cancellationToken)
    {
        const int share = 256;
        var ends = await db.Set<Activity>().OrderBy(a => a.Number).Take(1)
            .Concat(db.Set<Activity>().OrderByDescending(a => a.Number).Take(1))
            .Select(a => a.Number)
            .ToListAsync(cancellationToken);
        if (ends.Count == 0)
        {
            return 0;
        }

        var (first, last) = (ends.Min(), ends.Max());
        return Math.Max(0, Math.Clamp(top, first, last) - ((last - first) / share) - 1);
    }
}
