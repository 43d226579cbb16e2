using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
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
        Feeds feeds,
        Caller caller,
        GraphContext context,
        string? after,
        IReadOnlyList<ActivityKind>? kinds,
        CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        return streams.FollowAsync<IActivityUpdate?>(
            after,
            Topic.Feed,
            async (db, from, to, most) =>
            {
                var followed = await feeds.SourcesOfAsync(db, viewer, cancellationToken);
                var lines = await Feeds.LoggedActivities(db, viewer, followed, from, to)
                    .Where(line => kinds == null || kinds.Contains(line.Row.Kind))
                    .OrderBy(line => line.Sequence)
                    .Take(most)
                    .ToListAsync(cancellationToken);
                return lines.ConvertAll(line => ((IActivityUpdate?)new ActivityNode(line.Row, line.Sequence), line.Sequence));
            },
            (start, resumeFrom, reason) => new StreamGap(start, resumeFrom, reason),
            context,
            cancellationToken);
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
        return streams.FollowAsync<INotificationUpdate?>(
            after,
            Topic.Of(viewer),
            async (db, from, to, most) =>
            {
                var lines = await Feeds.LoggedNotifications(db, viewer, from, to)
                    .OrderBy(line => line.Sequence)
                    .Take(most)
                    .ToListAsync(cancellationToken);
                return lines.ConvertAll(line => ((INotificationUpdate?)new NotificationNode(line.Row, line.Sequence), line.Sequence));
            },
            (start, resumeFrom, reason) => new StreamGap(start, resumeFrom, reason),
            context,
            cancellationToken);
    }
}
