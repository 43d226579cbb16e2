using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Follows rows from a cursor: first what was missed, then, at each hint, what is new. There is one reader and one order,
/// so nothing is lost or doubled where the past ends and the present begins. A hint that got lost is made good by looking
/// anyway after a while.
/// </summary>
public sealed class EventStreams(Units units, IEventBus bus, GraphLimits limits)
{
    private const int PageSize = 100;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <param name="after">Where to begin; null is now.</param>
    /// <param name="topic">What hints to wait for.</param>
    /// <param name="read">What lies between two places, the first not included, in order, at most so many.</param>
    /// <param name="gap">Makes the update that says that some are missing.</param>
    /// <param name="context">The operation: where it resumes, and how fast its reader is.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>A malformed cursor is refused here, before there is a stream.</remarks>
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
            // A cursor of a database that is no more: it cannot be said what was missed.
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
                // All up to there was looked at, what is for others too.
                position = Math.Max(position, end);
                await hints.WaitAsync(LookAnyway, cancellationToken);
            }
        }
    }

    /// <summary>The state now, and again whenever it changed; what the reader was too slow for is skipped.</summary>
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
    /// Many states at once: first those that are new to the reader, then each that differs from what was shown last. What
    /// happens within a moment is told together, however often the hint comes.
    /// </summary>
    /// <param name="topic">What hints to wait for.</param>
    /// <param name="read">All states as they are now.</param>
    /// <param name="keyOf">What tells one from another.</param>
    /// <param name="isNews">Whether a state is told, with the one that was seen of it last, or none.</param>
    /// <param name="context">The operation: how fast its reader is.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<TState> WatchEachAsync<TKey, TState>(
        Topic topic,
        Func<GraphDb, Task<IReadOnlyList<TState>>> read,
        Func<TState, TKey> keyOf,
        Func<TState?, TState, bool> isNews,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TKey : notnull
        where TState : class
    {
        using var hints = bus.Listen(topic);
        var shown = new Dictionary<TKey, TState>();
        while (true)
        {
            foreach (var state in await units.ReadAsync(read))
            {
                if (isNews(shown.GetValueOrDefault(keyOf(state)), state))
                {
                    shown[keyOf(state)] = state;
                    await EnterAsync(context, null, cancellationToken);
                    yield return state;
                }
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
