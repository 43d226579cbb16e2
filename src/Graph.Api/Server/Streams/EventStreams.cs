using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Follows rows from a cursor: first the missed rows, then the new rows at each hint. One reader reads both in one
/// order, so that no row is lost or sent twice where the old rows end and the new ones begin. It also looks without a
/// hint after a while, because a hint can get lost.
/// </summary>
public sealed class EventStreams(Units units, IEventBus bus, GraphLimits limits)
{
    private const int PageSize = 100;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <param name="after">The cursor after which to begin; null begins now.</param>
    /// <param name="topic">The topic of the hints to wait for.</param>
    /// <param name="read">
    /// Reads at most so many rows between two positions in order, without the row at the first.
    /// </param>
    /// <param name="gap">Makes the update that says that events are missing.</param>
    /// <param name="context">The context of the operation: the cursor to resume from, and the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>A malformed cursor is refused here, before the stream begins.</remarks>
    public IAsyncEnumerable<TUpdate> FollowAsync<TUpdate>(
        string? after,
        Topic topic,
        Func<GraphDb, long, long, int, Task<IReadOnlyList<(TUpdate Update, long Place)>>> read,
        Func<string?, string, GapReason, TUpdate> gap,
        GraphContext context,
        CancellationToken cancellationToken)
    {
        var start = context.LastEventId ?? after;
        return FollowAsync(start, start is null ? null : LiveCursor.Decode(start), topic, read, gap, context, cancellationToken);
    }

    private async IAsyncEnumerable<TUpdate> FollowAsync<TUpdate>(
        string? start,
        long? from,
        Topic topic,
        Func<GraphDb, long, long, int, Task<IReadOnlyList<(TUpdate Update, long Place)>>> read,
        Func<string?, string, GapReason, TUpdate> gap,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hints = bus.Listen(topic);
        var latest = await units.ReadAsync(db => db.HorizonAsync(cancellationToken));
        var position = from ?? latest;
        if (position > latest && position > await units.ReadAsync(db => db.HighestHorizonAsync(cancellationToken)))
        {
            // The cursor comes from a database that was replaced since, so the missed events are unknown.
            await EnterAsync(context, latest, cancellationToken);
            yield return gap(start, LiveCursor.Encode(latest), GapReason.Expired);
            position = latest;
        }

        while (true)
        {
            var (page, end) = await units.ReadAsync(async db =>
            {
                var newest = await db.HorizonAsync(cancellationToken);
                return (newest > position ? await read(db, position, newest, PageSize) : [], newest);
            });
            foreach (var (update, place) in page)
            {
                if (!await EnterAsync(context, place, cancellationToken))
                {
                    context.Flow?.EnterLast();
                    yield return gap(start, LiveCursor.Encode(position), GapReason.TooSlow);
                    yield break;
                }

                yield return update;
                position = place;
            }

            if (page.Count < PageSize)
            {
                // All rows up to this position were examined, including rows for other viewers.
                position = Math.Max(position, end);
                await hints.WaitAsync(LookAnyway, cancellationToken);
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
            foreach (var state in await units.ReadAsync(db => read(db, shown.Keys)))
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
