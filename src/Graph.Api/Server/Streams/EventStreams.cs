using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Follows rows from a cursor: first the missed rows, then the new rows that concern the viewer. Both are read in one
/// order, so that no row is lost or sent twice where the old rows end and the new ones begin. Streams of states read
/// again when the log says that a state changed; in between they ask nothing.
/// </summary>
public sealed class EventStreams(Units units, ILog log, GraphLimits limits, TimeProvider clock)
{
    private const int PageSize = 100;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Timers take no longer times than some weeks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <param name="after">The cursor after which to begin; null begins now.</param>
    /// <param name="source">The rows.</param>
    /// <param name="context">The context of the operation: the cursor to resume from, and the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>A malformed cursor is refused here, before the stream begins.</remarks>
    public IAsyncEnumerable<TUpdate> FollowAsync<TFollower, TUpdate>(
        string? after, LogSource<TFollower, TUpdate> source, GraphContext context, CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        var start = context.LastEventId ?? after;
        return FollowAsync(start, start is null ? null : LiveCursor.Decode(start), source, context, cancellationToken);
    }

    private async IAsyncEnumerable<TUpdate> FollowAsync<TFollower, TUpdate>(
        string? start,
        long? from,
        LogSource<TFollower, TUpdate> source,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        using var follower = await source.Follow(cancellationToken);
        var latest = Math.Max(follower.Start, await units.ReadAsync(db => db.HorizonAsync(cancellationToken)));
        var position = from ?? latest;
        context.Flow?.Begin();
        if (position > latest && position > await units.ReadAsync(db => db.HighestHorizonAsync(cancellationToken)))
        {
            // The cursor comes from a database that was replaced since, so the missed events are unknown.
            await EnterAsync(context, latest, cancellationToken);
            yield return source.Gap(start, LiveCursor.Encode(latest), GapReason.Expired);
            position = latest;
        }

        // First what was missed, in pages; then, each time a row concerns the viewer, up to that row.
        for (var end = latest; ; end = Math.Max(end, await follower.NextAsync(cancellationToken)))
        {
            while (position < end)
            {
                // What the viewer may see is asked when there is room for it, and not before a slow client has made room.
                var most = Math.Min(PageSize, await RoomAsync(context, cancellationToken));
                if (most == 0)
                {
                    context.Flow?.EnterLast();
                    yield return source.Gap(start, LiveCursor.Encode(position), GapReason.TooSlow);
                    throw new BrokenStreamException("The client read too slowly.");
                }

                var (page, removed) = await PageAsync(source, follower, position, end, most, isMissed: end == latest);
                if (removed > position)
                {
                    // What comes after is still kept, and follows.
                    await EnterAsync(context, removed, cancellationToken);
                    yield return source.Gap(start, LiveCursor.Encode(removed), GapReason.Expired);
                    position = removed;
                    continue;
                }

                foreach (var (update, place) in page)
                {
                    await EnterAsync(context, place, cancellationToken);
                    yield return update;
                    position = place;
                }

                // All rows up to the end were examined, including rows for other viewers.
                position = page.Count < most ? end : position;
            }
        }
    }

    /// <summary>
    /// The next rows: those that the follower was told, or those that the database has. While the stream catches up, the place
    /// up to which rows were removed is looked at after the page was read; what comes later is far from its end.
    /// </summary>
    private async Task<(IReadOnlyList<(TUpdate Update, long Place)> Page, long Removed)> PageAsync<TFollower, TUpdate>(
        LogSource<TFollower, TUpdate> source, TFollower follower, long above, long upTo, int most, bool isMissed)
        where TFollower : ILogFollower
    {
        if (!isMissed && source.Told(follower, above, upTo, most) is { } told)
        {
            return (told, above);
        }

        return await units.ReadAsync(async db => (
            await source.Read(db, above, upTo, most),
            isMissed ? await log.RemovedThroughAsync(db, CancellationToken.None) : above));
    }

    /// <summary>
    /// Sends the current state, and then the new state after each change. States that a slow client has not read are
    /// skipped.
    /// </summary>
    public async IAsyncEnumerable<TState> WatchAsync<TState>(
        Topic topic,
        Func<GraphDb, Task<TState>> read,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TState : IEquatable<TState>
    {
        using var follower = await log.FollowAsync([topic], cancellationToken);
        var shown = await units.ReadAsync(read);
        context.Flow?.Begin();
        await EnterAsync(context, null, cancellationToken);
        yield return shown;
        while (true)
        {
            await follower.NextAsync(cancellationToken);
            await (context.Flow?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
            var now = await units.ReadAsync(read);
            if (!now.Equals(shown))
            {
                shown = now;
                await EnterAsync(context, null, cancellationToken);
                yield return shown;
            }
        }
    }

    /// <summary>
    /// Sends many states: first all states that are news, then null once, then each state that differs from the one
    /// that was sent last. After a change it waits a moment and sends all changes of that moment together, however many
    /// there are.
    /// </summary>
    /// <param name="topics">The topics of these states.</param>
    /// <param name="read">Reads all current states. It gets the keys of the states that were sent.</param>
    /// <param name="keyOf">The key of a state.</param>
    /// <param name="isNews">
    /// Whether to send a state. It gets the state that was last sent with the same key, or null.
    /// </param>
    /// <param name="endOf">When a state changes by itself; null when it does not.</param>
    /// <param name="context">The context of the operation, with the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<TState?> WatchEachAsync<TKey, TState>(
        IReadOnlyCollection<Topic> topics,
        Func<GraphDb, IReadOnlyCollection<TKey>, Task<IReadOnlyList<TState>>> read,
        Func<TState, TKey> keyOf,
        Func<TState?, TState, bool> isNews,
        Func<TState, DateTime?> endOf,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TKey : notnull
        where TState : class
    {
        using var follower = await log.FollowAsync(topics, cancellationToken);
        var next = follower.NextAsync(cancellationToken);
        var shown = new Dictionary<TKey, TState>();
        for (var isFirst = true; ; isFirst = false)
        {
            var states = await units.ReadAsync(db => read(db, shown.Keys));
            context.Flow?.Begin();
            foreach (var state in states)
            {
                if (isNews(shown.GetValueOrDefault(keyOf(state)), state))
                {
                    shown[keyOf(state)] = state;
                    await EnterAsync(context, null, cancellationToken);
                    yield return state;
                }
            }

            if (isFirst)
            {
                await EnterAsync(context, null, cancellationToken);
                yield return null;
            }

            await Task.Delay(Moment, cancellationToken);
            if (await ChangesAsync(next, shown.Values.Min(endOf), cancellationToken))
            {
                await next;
                next = follower.NextAsync(cancellationToken);
            }

            await (context.Flow?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
        }
    }

    /// <summary>
    /// Waits until the log tells of a change, or until something changes by itself. Returns whether the log did.
    /// </summary>
    private async Task<bool> ChangesAsync(Task told, DateTime? byItself, CancellationToken cancellationToken)
    {
        if (byItself is not { } at)
        {
            await told;
            return true;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = TimeSpan.FromTicks(Math.Clamp((at - clock.UtcNow()).Ticks, 0, LongestWait.Ticks));
        var isTold = await Task.WhenAny(told, Task.Delay(left, clock, ended.Token)) == told;
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return isTold;
    }

    /// <summary>How many more events may be on their way; 0 when the client has made no room in time.</summary>
    private Task<int> RoomAsync(GraphContext context, CancellationToken cancellationToken) =>
        context.Flow?.RoomAsync(limits.SlowReader, cancellationToken) ?? Task.FromResult(PageSize);

    private Task<bool> EnterAsync(GraphContext context, long? sequence, CancellationToken cancellationToken) =>
        context.Flow?.EnterAsync(
            sequence is { } place ? LiveCursor.Encode(place) : null, limits.SlowReader, cancellationToken)
        ?? Task.FromResult(true);
}
