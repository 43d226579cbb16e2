using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>A row of a list, with its place in the log that streams replay.</summary>
public sealed class Logged<TRow>
{
    public required TRow Row { get; init; }

    public required long Sequence { get; init; }
}

/// <summary>Reads the feed and the notifications, for lists and for live streams. Both show the same rows.</summary>
public sealed class Feeds(IEnumerable<IFollowing> followings)
{
    /// <summary>From how many friends on a page is first looked for among the activities of all users.</summary>
    public const int ManyFriends = 200;

    /// <summary>How many activities of all users are looked at for a page.</summary>
    private const int MostWalked = 2_000;

    /// <summary>
    /// The numbers of the first and the last activity, and between them that of the activity that has a page of others above it, from
    /// a number downwards, if there is one.
    /// </summary>
    private static readonly KeptQuery<(long Top, int Page), long> Ends = new((db, of) => db.Set<Activity>().OrderBy(a => a.Number).Take(1)
        .Concat(db.Set<Activity>().OrderByDescending(a => a.Number).Take(1))
        .Concat(db.Set<Activity>().Where(a => a.Number <= of.Top).OrderByDescending(a => a.Number).Skip(of.Page).Take(1))
        .Select(a => a.Number));

    /// <summary>The number of the activity that has a number of others above it, from a number downwards.</summary>
    private static readonly KeptQuery<(long Top, int Rows), long> Below = new((db, of) => db.Set<Activity>()
        .Where(a => a.Number <= of.Top).OrderByDescending(a => a.Number).Select(a => a.Number).Skip(of.Rows).Take(1));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<SourceId> Followed, long After, long UpTo, int Most), Logged<Activity>>
        NextActivities = new((db, of) =>
            LoggedActivities(db, of.Viewer, of.Followed, of.After, of.UpTo).OrderBy(line => line.Sequence).Take(of.Most));

    private static readonly KeptQuery<(UserId Viewer, long After, long UpTo, int Most), Logged<Notification>>
        NextNotifications = new((db, of) =>
            LoggedNotifications(db, of.Viewer, of.After, of.UpTo).OrderBy(line => line.Sequence).Take(of.Most));

    /// <summary>Returns the sources that the viewer follows, from all features.</summary>
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
    /// Returns the viewer's feed. It reads only the activities of each friend and of followed sources. So its cost
    /// depends on those, and not on how much other users do.
    /// </summary>
    /// <param name="db">The database context.</param>
    /// <param name="viewer">The user whose feed it is.</param>
    /// <param name="followed">The sources that the viewer follows.</param>
    /// <param name="above">Only activities with a number above this one are returned.</param>
    public static IQueryable<Activity> Activities(GraphDb db, UserId viewer, IReadOnlyList<SourceId> followed, long above)
    {
        var recent = db.Set<Activity>().Where(a => a.Number > above);
        var ofFriends =
            from friendship in db.Set<Friendship>()
            join activity in recent.Where(Activity.VisibleToFriend(viewer, db)) on friendship.FriendId equals activity.ActorId
            where friendship.OwnerId == viewer && activity.SourceId == null
            select activity;
        return ofFriends.Concat(recent
            .Where(a => a.SourceId != null && followed.Contains(a.SourceId.Value))
            .Where(Activity.VisibleToFollower(viewer, db)));
    }

    /// <summary>
    /// Returns the same rows as <see cref="Activities"/>, in a form for which the database walks down the activities of all
    /// users and asks for each whether its actor is a friend. It is for viewers with many friends, who find a page after a
    /// few rows. To look into the latest activities of each friend takes them far longer.
    /// </summary>
    /// <inheritdoc cref="Activities" path="/param"/>
    public static IQueryable<Activity> ActivitiesOfAll(GraphDb db, UserId viewer, IReadOnlyList<SourceId> followed, long above) =>
        db.Set<Activity>()
            .Where(a => a.Number > above)
            .Where(Activity.VisibleTo(viewer, followed, db));

    /// <summary>
    /// Returns the first rows of the viewer's feed from the log, between two places, in order; the first place is not included.
    /// </summary>
    /// <param name="db">The database context.</param>
    /// <param name="viewer">The user whose feed it is.</param>
    /// <param name="kinds">The kinds of activity; null for all.</param>
    /// <param name="after">The first place.</param>
    /// <param name="upTo">The last place.</param>
    /// <param name="most">The largest number of rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<List<Logged<Activity>>> NextActivitiesAsync(
        GraphDb db, UserId viewer, IReadOnlyList<ActivityKind>? kinds, long after, long upTo, int most, CancellationToken cancellationToken)
    {
        var followed = await SourcesOfAsync(db, viewer, cancellationToken);
        return kinds is null
            ? await NextActivities.ListAsync(db, (viewer, followed, after, upTo, most), cancellationToken)
            : await LoggedActivities(db, viewer, followed, after, upTo)
                .Where(line => kinds.Contains(line.Row.Kind))
                .OrderBy(line => line.Sequence)
                .Take(most)
                .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the first of the viewer's notifications from the log, between two places, in order; the first place is not
    /// included.
    /// </summary>
    public static Task<List<Logged<Notification>>> NextNotificationsAsync(
        GraphDb db, UserId viewer, long after, long upTo, int most, CancellationToken cancellationToken) =>
        NextNotifications.ListAsync(db, (viewer, after, upTo, most), cancellationToken);

    /// <summary>Returns the viewer's feed from the log, between two places; the first place is not included.</summary>
    private static IQueryable<Logged<Activity>> LoggedActivities(
        GraphDb db, UserId viewer, IReadOnlyList<SourceId> followed, long after, long upTo)
    {
        var log = db.Set<FeedEvent>().Where(e => e.Sequence > after && e.Sequence <= upTo);
        var ofFriends =
            from friendship in db.Set<Friendship>()
            join row in log on friendship.FriendId equals row.ActorId
            join activity in db.Set<Activity>().Where(Activity.VisibleToFriend(viewer, db)) on row.ActivityId equals activity.Id
            where friendship.OwnerId == viewer && row.SourceId == null
            select new Logged<Activity> { Row = activity, Sequence = row.Sequence };
        var ofSources =
            from row in log
            join activity in db.Set<Activity>().Where(Activity.VisibleToFollower(viewer, db)) on row.ActivityId equals activity.Id
            where row.SourceId != null && followed.Contains(row.SourceId.Value)
            select new Logged<Activity> { Row = activity, Sequence = row.Sequence };
        return ofFriends.Concat(ofSources);
    }

    public static IQueryable<Notification> Notifications(GraphDb db, UserId viewer) =>
        db.Set<Notification>().Where(Notification.VisibleTo(viewer, db));

    /// <summary>
    /// Returns the viewer's notifications from the log, between two places; the first place is not included.
    /// </summary>
    private static IQueryable<Logged<Notification>> LoggedNotifications(GraphDb db, UserId viewer, long after, long upTo) =>
        from row in db.Set<FeedEvent>()
        join notification in Notifications(db, viewer) on row.NotificationId equals notification.Id
        where row.RecipientId == viewer && row.Sequence > after && row.Sequence <= upTo
        select new Logged<Notification> { Row = notification, Sequence = row.Sequence };

    /// <summary>
    /// Returns the number above which <see cref="ActivitiesOfAll"/> should look for the latest activities up to a certain
    /// number; null when the viewer has so few friends that looking into the activities of each is cheaper.
    /// </summary>
    public static async Task<long?> NewestAsync(GraphDb db, long top, long friends, CancellationToken cancellationToken)
    {
        if (friends < ManyFriends)
        {
            return null;
        }

        // A row of the walk costs about a fifth of what looking into the activities of one friend costs. So a walk that finds
        // less than a page was in vain, but added little.
        var below = await Below.ListAsync(db, (top, (int)Math.Min(2 * friends, MostWalked)), cancellationToken);
        return below is [var number] ? number : 0;
    }

    /// <summary>
    /// Returns the number above which to look first for the latest activities up to a certain number. So a single page
    /// need not sort everything that friends did over the years. If a viewer finds less than a page there, the viewer
    /// has so few activities in total that reading all of them is cheap. Zero when that part of the log has no more than a page.
    /// </summary>
    public static async Task<long> RecentAsync(GraphDb db, long top, int page, CancellationToken cancellationToken)
    {
        const int share = 256;
        var ends = await Ends.ListAsync(db, (top, page), cancellationToken);
        ends.Sort();
        if (ends is not [var first, var next, var last])
        {
            return 0;
        }

        var above = Math.Clamp(top, first, last) - ((last - first) / share) - 1;
        return next > above ? Math.Max(0, above) : 0;
    }
}
