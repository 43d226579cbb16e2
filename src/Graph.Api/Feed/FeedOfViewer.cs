using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Feed;

/// <summary>What the viewer is told.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class FeedOfViewer
{
    private static readonly Keyset<Activity> LatestActivities =
        new Keyset<Activity>("feed").By(a => a.Number, descending: true);

    private static readonly Keyset<Notification> LatestNotifications =
        new Keyset<Notification>("notifications").By(n => n.Number, descending: true);

    /// <summary>What friends did, the latest first; the viewer's own acts are left out. `activity` goes on live.</summary>
    /// <param name="where">Which lines.</param>
    public static async Task<Connection<ActivityNode>> Feed(
        ViewerNode viewer, GraphDb db, Feeds feeds, ActivityFilterInput? where, PageArguments page, CancellationToken cancellationToken)
    {
        var filter = Filter<Activity>.Of(where, ActivityFilterInput.Declare);
        var followed = await feeds.SourcesOfAsync(db, viewer.UserId, cancellationToken);
        var top = page.After is null ? long.MaxValue : (long)LatestActivities.KeysOf(page.After)[0];
        if (!page.IsBackward && await PageAsync(above: await Feeds.RecentAsync(db, top, cancellationToken)) is { PageInfo.HasNextPage: true } recent)
        {
            return recent;
        }

        return await PageAsync(above: 0);

        async Task<Connection<ActivityNode>> PageAsync(long above)
        {
            var found = await LatestActivities.PageAsync(
                Feeds.Activities(db, viewer.UserId, followed, above).Where(filter), page, activity => new ActivityNode(activity), cancellationToken);
            return found with { Count = Feeds.Activities(db, viewer.UserId, followed, above: 0).Where(filter).CountAsync };
        }
    }

    /// <summary>What concerns the viewer, the latest first. `notifications` goes on live.</summary>
    public static Task<Connection<NotificationNode>> Notifications(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LatestNotifications.PageAsync(
            Feeds.Notifications(db, viewer.UserId), page, notification => new NotificationNode(notification), cancellationToken);

    /// <summary>Where live streams stand now: give it as `after` when there is nothing yet to resume from.</summary>
    public static async Task<string> LiveCursor(GraphDb db, CancellationToken cancellationToken) =>
        Server.Streams.LiveCursor.Encode(await db.HorizonAsync(cancellationToken));
}
