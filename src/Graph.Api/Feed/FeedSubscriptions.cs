using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Feed;

[SubscriptionFields]
public sealed class FeedSubscriptions
{
    /// <summary>
    /// Everything new in the viewer's feed. With `after`, what was missed comes first, then it goes on live: nothing lost,
    /// nothing doubled.
    /// </summary>
    /// <param name="after">The cursor of the last line that was seen, or `viewer.liveCursor`; left out, it begins now.</param>
    /// <param name="kinds">Only these kinds; all when left out.</param>
    [Authenticated]
    public static IAsyncEnumerable<IActivityUpdate?> Activity(
        EventStreams streams,
        Caller caller,
        GraphContext context,
        string? after,
        IReadOnlyList<ActivityKind>? kinds,
        CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        var updates = streams.FollowAsync(
            after,
            Topic.Feed,
            (db, from, to, most) => db.ActivitiesFor(viewer, above: from)
                .Where(a => a.Sequence <= to && (kinds == null || kinds.Contains(a.Kind)))
                .OrderBy(a => a.Sequence)
                .Take(most)
                .ToListAsync(cancellationToken),
            context,
            cancellationToken);
        return updates.Select(update => update is Domain.Feed.Activity line
            ? new ActivityNode(line)
            : (IActivityUpdate?)(StreamGap)update);
    }

    /// <summary>
    /// What concerns the viewer: requests, money in, evidence. With `after`, what was missed comes first, then it goes on
    /// live: nothing lost, nothing doubled.
    /// </summary>
    /// <param name="after">The cursor of the last one that was seen, or `viewer.liveCursor`; left out, it begins now.</param>
    [Authenticated]
    public static IAsyncEnumerable<INotificationUpdate?> Notifications(
        EventStreams streams, Caller caller, GraphContext context, string? after, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        var updates = streams.FollowAsync(
            after,
            Topic.Of(viewer),
            (db, from, to, most) => db.NotificationsFor(viewer)
                .Where(n => n.Sequence > from && n.Sequence <= to)
                .OrderBy(n => n.Sequence)
                .Take(most)
                .ToListAsync(cancellationToken),
            context,
            cancellationToken);
        return updates.Select(update => update is Notification line
            ? new NotificationNode(line)
            : (INotificationUpdate?)(StreamGap)update);
    }
}
