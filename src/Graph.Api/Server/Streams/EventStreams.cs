using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Follows rows from a cursor: first the missed rows, then the new rows that concern the viewer. Both are read in one
/// order, so that no row is lost or sent twice where the old rows end and the new ones begin. Streams of states look
/// again at each hint, and after a while without one, because a hint can get lost.
/// </summary>
public sealed class EventStreams(Units units, IEventBus bus, GraphLimits limits)
{
    private const int PageSize = 100;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <param name="after">The cursor after which to begin; null begins now.</param>
    /// <param name="follow">Begins to follow the log.</param>
    /// <param name="read">
    /// Reads at most so many rows between two positions in order, without the row at the first.
    /// </param>
    /// <param name="gap">Makes the update that says that events are missing.</param>
    /// <param name="context">The context of the operation: the cursor to resume from, and the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>A malformed cursor is refused here, before the stream begins.</remarks>
    public IAsyncEnumerable<TUpdate> FollowAsync<TUpdate>(
        string? after,
        Func<CancellationToken, Task<ILogFollower>> follow,
        Func<GraphDb, long, long, int, Task<IReadOnlyList<(TUpdate Update, long Place)>>> read,
        Func<string?, string, GapReason, TUpdate> gap,
        GraphContext context,
        CancellationToken cancellationToken)
    {
        var start = context.LastEventId ?? after;
        return FollowAsync(start, start is null ? null : LiveCursor.Decode(start), follow, read, gap, context, cancellationToken);
    }

    private async IAsyncEnumerable<TUpdate> FollowAsync<TUpdate>(
        string? start,
        long? from,
        Func<CancellationToken, Task<ILogFollower>> follow,
        Func<GraphDb, long, long, int, Task<IReadOnlyList<(TUpdate Update, long Place)>>> read,
        Func<string?, string, GapReason, TUpdate> gap,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var follower = await follow(cancellationToken);
        var latest = Math.Max(follower.Start, await units.ReadAsync(db => db.HorizonAsync(cancellationToken)));
        var position = from ?? latest;
        context.Flow?.Begin();
        if (position > latest && position > await units.ReadAsync(db => db.HighestHorizonAsync(cancellationToken)))
        {
            // The cursor comes from a database that was replaced since, so the missed events are unknown.
            await EnterAsync(context, latest, cancellationToken);
            yield return gap(start, LiveCursor.Encode(latest), GapReason.Expired);
            position = latest;
        }

        // First what was missed, in pages; then, each time a row may concern the viewer, up to that row.
        for (var end = latest; ; end = Math.Max(end, await follower.NextAsync(cancellationToken)))
        {
            while (position < end)
            {
                var (above, upTo) = (position, end);
                var page = await units.ReadAsync(db => read(db, above, upTo, PageSize));
                foreach (var (update, place) in page)
                {
                    if (!await EnterAsync(context, place, cancellationToken))
                    {
                        context.Flow?.EnterLast();
                        yield return gap(start, LiveCursor.Encode(position), GapReason.TooSlow);
                        throw new BrokenStreamException("The client read too slowly.");
                    }

                    yield return update;
                    position = place;
                }

                // All rows up to the end were examined, including rows for other viewers.
                position = page.Count < PageSize ? end : position;
            }
        }
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
        using var hints = bus.Listen(topic);
        var shown = await units.ReadAsync(read);
        context.Flow?.Begin();
        await EnterAsync(context, null, cancellationToken);
        yield return shown;
        while (true)
        {
            await hints.WaitAsync(LookAnyway, cancellationToken);
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
    /// hints there are.
    /// </summary>
    /// <param name="topic">The topic of the hints to wait for.</param>
    /// <param name="read">Reads all current states. It gets the keys of the states that were sent.</param>
    /// <param name="keyOf">The key of a state.</param>
    /// <param name="isNews">
    /// Whether to send a state. It gets the state that was last sent with the same key, or null.
    /// </param>
    /// <param name="context">The context of the operation, with the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<TState?> WatchEachAsync<TKey, TState>(
        Topic topic,
        Func<GraphDb, IReadOnlyCollection<TKey>, Task<IReadOnlyList<TState>>> read,
        Func<TState, TKey> keyOf,
        Func<TState?, TState, bool> isNews,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TKey : notnull
        where TState : class
    {
        using var hints = bus.Listen(topic);
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
            await hints.WaitAsync(LookAnyway, cancellationToken);
            await (context.Flow?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
        }
    }

    private Task<bool> EnterAsync(GraphContext context, long? sequence, CancellationToken cancellationToken) =>
        context.Flow?.EnterAsync(
            sequence is { } place ? LiveCursor.Encode(place) : null, limits.SlowReader, cancellationToken)
        ?? Task.FromResult(true);
}
