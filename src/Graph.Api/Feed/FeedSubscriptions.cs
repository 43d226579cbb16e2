using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Feed;
using Graph.Domain.Feed.Following;
using Graph.Domain.Users.Announcements;

namespace Graph.Api.Feed;

[SubscriptionFields]
public sealed class FeedSubscriptions
{
    /// <summary>
    /// Streams every new line of the viewer's feed. With `after`, the lines since that place come first, then new
    /// lines come live. No line is lost and no line comes twice; a StreamGap says so when lines could not be sent.
    /// </summary>
    /// <param name="after">
    /// The `liveCursor` of the last line that the client has, or of the viewer. When it is left out, the stream begins
    /// now.
    /// </param>
    /// <param name="kinds">The kinds of activity to send. All kinds are sent when it is left out.</param>
    [Authenticated]
    public static IAsyncEnumerable<ActivityUpdate?> Activity(
        EventStreams streams,
        FeedTail tail,
        Feeds feeds,
        Caller caller,
        GraphContext context,
        string? after,
        IReadOnlyList<ActivityKind>? kinds,
        CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        return streams.FollowAsync(after, new LogSource<FeedFollower<Activity>, ActivityUpdate?>(
            stop => tail.FollowActivitiesAsync(
                viewer, kinds is null ? null : line => kinds.Contains(line.Kind), context.Flow?.Listener, stop),
            (follower, from, to, most) => Updates(follower.Take(from, to, most), line => ActivityOf(line, line.Row)),
            async (db, from, to, most) => Updates(
                await feeds.NextActivitiesAsync(db, viewer, kinds, from, to, most, cancellationToken), line => ActivityOf(line))!,
            (start, resumeFrom, reason) => new ActivityUpdate(null, new StreamGap(start, resumeFrom, reason))), context, cancellationToken);
    }

    /// <summary>
    /// Streams every new notification of the viewer, for example about requests, money received and evidence. With
    /// `after`, the notifications since that place come first, then new ones come live. None is lost and none comes
    /// twice; a StreamGap says so when notifications could not be sent.
    /// </summary>
    /// <param name="after">
    /// The `liveCursor` of the last notification that the client has, or of the viewer. When it is left out, the
    /// stream begins now.
    /// </param>
    [Authenticated]
    public static IAsyncEnumerable<NotificationUpdate?> Notifications(
        EventStreams streams, FeedTail tail, Caller caller, GraphContext context, string? after, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        return streams.FollowAsync(after, new LogSource<FeedFollower<Notification>, NotificationUpdate?>(
            stop => tail.FollowNotificationsAsync(viewer, stop),
            (follower, from, to, most) => Updates(follower.Take(from, to, most), NotificationOf),
            async (db, from, to, most) => Updates(
                await Feeds.NextNotificationsAsync(db, viewer, from, to, most, cancellationToken), NotificationOf)!,
            (start, resumeFrom, reason) => new NotificationUpdate(null, new StreamGap(start, resumeFrom, reason))), context, cancellationToken);
    }

    private static LogUpdate<ActivityUpdate?> ActivityOf(Logged<Activity> line, Activity? told = null) => new(
        new ActivityUpdate(new ActivityNode(line.Row, line.Sequence), null) { Told = told }, line.Sequence, LiveCursor.Encode(line.Sequence));

    private static LogUpdate<NotificationUpdate?> NotificationOf(Logged<Notification> line) => new(
        new NotificationUpdate(new NotificationNode(line.Row, line.Sequence), null),
        line.Sequence,
        LiveCursor.Encode(line.Sequence, line.Row.Number));

    private static IReadOnlyList<LogUpdate<TUpdate>>? Updates<TRow, TUpdate>(
        IEnumerable<Logged<TRow>>? lines, Func<Logged<TRow>, LogUpdate<TUpdate>> update)
        where TRow : class => lines is null ? null : [.. lines.Select(update)];
}
