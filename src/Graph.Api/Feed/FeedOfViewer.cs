using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Feed;

/// <summary>The fields of the viewer that concern the feed and notifications.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class FeedOfViewer
{
    private static readonly Keyset<Activity> Latest = new Keyset<Activity>("feed").By(a => a.Number, descending: true);

    private static readonly KeptList<(UserId Viewer, IReadOnlyList<SourceId> Followed, long Above), Activity> OfFriends = new(
        Latest, (db, of) => Feeds.Activities(db, of.Viewer, of.Followed, of.Above));

    private static readonly KeptList<(UserId Viewer, IReadOnlyList<SourceId> Followed, long Above), Activity> OfAll = new(
        Latest, (db, of) => Feeds.ActivitiesOfAll(db, of.Viewer, of.Followed, of.Above));

    private static readonly KeptList<UserId, Notification> LatestNotifications = new(
        new Keyset<Notification>("notifications").By(n => n.Number, descending: true),
        (db, viewer) => Feeds.Notifications(db, viewer));

    /// <summary>
    /// The viewer's feed: what friends, followed merchants and members of joined communities did, the latest first. The viewer's own activities are
    /// left out. Subscribe to `activity` to get new lines live.
    /// </summary>
    /// <param name="where">A filter. All lines match when it is left out.</param>
    public static async Task<Connection<ActivityNode>> Feed(
        ViewerNode viewer, GraphDb db, Feeds feeds, ActivityFilterInput? where, PageArguments page, CancellationToken cancellationToken)
    {
        var filter = where is null ? null : Filter<Activity>.Of(where, ActivityFilterInput.Declare);
        var followed = await feeds.SourcesOfAsync(db, viewer.UserId, cancellationToken);
        if (page is { IsBackward: false, Before: null })
        {
            var top = page.After is null ? long.MaxValue : (long)Latest.KeysOf(page.After, "after")[0];
            if (await Feeds.NewestAsync(db, top, viewer.FriendCount, cancellationToken) is { } newest
                && await PageAsync(OfAll, newest) is { PageInfo.HasNextPage: true } walked)
            {
                return walked;
            }

            var start = await Feeds.RecentAsync(db, top, page.Size, cancellationToken);
            if (start > 0 && await PageAsync(OfFriends, start) is { PageInfo.HasNextPage: true } recent)
            {
                return recent;
            }
        }

        return await PageAsync(OfFriends, above: 0);

        async Task<Connection<ActivityNode>> PageAsync(
            KeptList<(UserId Viewer, IReadOnlyList<SourceId> Followed, long Above), Activity> list, long above)
        {
            var found = await list.PageAsync(
                db, (viewer.UserId, followed, above), page, activity => new ActivityNode(activity), cancellationToken, filter);
            found.Count = token => OfFriends.CountAsync(db, (viewer.UserId, followed, 0), token, filter);
            return found;
        }
    }

    /// <summary>
    /// The viewer's notifications, the latest first. Subscribe to `notifications` to get new ones live.
    /// </summary>
    public static Task<Connection<NotificationNode>> Notifications(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LatestNotifications.PageAsync(
            db, viewer.UserId, page, notification => new NotificationNode(notification), cancellationToken);

    /// <summary>
    /// The number of notifications that the viewer has not read. Mark them as read with `markNotificationsRead`.
    /// </summary>
    public static Task<int> UnreadNotificationCount(ViewerNode viewer, GraphDb db, CancellationToken cancellationToken) =>
        LatestNotifications.CountAsync(db, viewer.UserId, cancellationToken, n => n.ReadAt == null);

    /// <summary>
    /// The position of the live streams when the operation began. Fetch it together with lists, before or after them, and give it
    /// as `after` of the subscription: nothing is missed in between.
    /// </summary>
    public static async Task<string> LiveCursor(GraphDb db, GraphContext context, CancellationToken cancellationToken) =>
        Server.Streams.LiveCursor.Encode(context.Horizon ?? await db.HorizonAsync(cancellationToken));
}
