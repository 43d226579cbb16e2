using Graph.Api.Feed;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;

namespace Graph.Api.Users;

// What the viewer is told.
public sealed partial class ViewerNode
{
    private static readonly Keyset<Activity> LatestActivities =
        new Keyset<Activity>("feed").By(a => a.Sequence, descending: true);

    private static readonly Keyset<Notification> LatestNotifications =
        new Keyset<Notification>("notifications").By(n => n.Sequence, descending: true);

    /// <summary>What friends did, the latest first; the viewer's own acts are left out. `activity` goes on live.</summary>
    /// <param name="where">Which lines.</param>
    public Task<Connection<ActivityNode>> Feed(
        GraphDb db, ActivityFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        LatestActivities.PageAsync(
            db.ActivitiesFor(user.Id).Where(Filter<Activity>.Of(where, ActivityFilterInput.Declare)),
            page,
            activity => new ActivityNode(activity),
            cancellationToken);

    /// <summary>What concerns the viewer, the latest first. `notifications` goes on live.</summary>
    public Task<Connection<NotificationNode>> Notifications(
        GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LatestNotifications.PageAsync(
            db.NotificationsFor(user.Id), page, notification => new NotificationNode(notification), cancellationToken);

    /// <summary>Where live streams stand now: give it as `after` when there is nothing yet to resume from.</summary>
    public async Task<string> LiveCursor(GraphDb db, CancellationToken cancellationToken) =>
        Server.Streams.LiveCursor.Encode(await db.HorizonAsync(cancellationToken));
}
