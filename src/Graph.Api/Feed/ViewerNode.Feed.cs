using Graph.Api.Feed;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

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
    public async Task<Connection<ActivityNode>> Feed(
        GraphDb db, ActivityFilterInput? where, PageArguments page, CancellationToken cancellationToken)
    {
        var filter = Filter<Activity>.Of(where, ActivityFilterInput.Declare);
        var top = page.After is null ? long.MaxValue : (long)LatestActivities.KeysOf(page.After)[0];
        if (!page.IsBackward && await PageAsync(above: await db.RecentAsync(top, cancellationToken)) is { PageInfo.HasNextPage: true } recent)
        {
            return recent;
        }

        return await PageAsync(above: 0);

        async Task<Connection<ActivityNode>> PageAsync(long above)
        {
            var found = await LatestActivities.PageAsync(
                db.ActivitiesFor(user.Id, above).Where(filter), page, activity => new ActivityNode(activity), cancellationToken);
            return found with { Count = db.ActivitiesFor(user.Id, above: 0).Where(filter).CountAsync };
        }
    }

    /// <summary>What concerns the viewer, the latest first. `notifications` goes on live.</summary>
    public Task<Connection<NotificationNode>> Notifications(
        GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LatestNotifications.PageAsync(
            db.NotificationsFor(user.Id), page, notification => new NotificationNode(notification), cancellationToken);

    /// <summary>Where live streams stand now: give it as `after` when there is nothing yet to resume from.</summary>
    public async Task<string> LiveCursor(GraphDb db, CancellationToken cancellationToken) =>
        Server.Streams.LiveCursor.Encode(await db.HorizonAsync(cancellationToken));
}
