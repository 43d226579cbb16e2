using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>The streams of states.</summary>
public sealed partial class EventStreams
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Timers take no longer times than some weeks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>
    /// Sends the current state, and then the new state after each change. States that a slow client has not read are
    /// skipped. When there is no state, it sends null and ends.
    /// </summary>
    public async IAsyncEnumerable<TState?> WatchAsync<TState>(
        Topic topic,
        Func<GraphDb, Task<TState?>> read,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TState : class, IEquatable<TState>
    {
        using var follower = await log.FollowAsync([topic], cancellationToken);
        var shown = await InTurnAsync(_catchingUp, context, () => units.ReadAsync(read), cancellationToken);
        if (shown is null)
        {
            context.Flow?.EnterLast();
            yield return null;
            yield break;
        }

        context.Flow?.Begin();
        await EnterAsync(context, null, cancellationToken);
        yield return shown;
        while (true)
        {
            await follower.NextAsync(cancellationToken);
            await (context.Flow?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
            var now = await InTurnAsync(_live, context, () => units.ReadAsync(read), cancellationToken);
            if (now is not null && !now.Equals(shown))
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
    /// <param name="nextOf">When another state may come by itself, as the last read found; null when none does.</param>
    /// <param name="context">The context of the operation, with the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<TState?> WatchEachAsync<TKey, TState>(
        IReadOnlyCollection<Topic> topics,
        Func<GraphDb, IReadOnlyCollection<TKey>, Task<IReadOnlyList<TState>>> read,
        Func<TState, TKey> keyOf,
        Func<TState?, TState, bool> isNews,
        Func<TState, DateTime?> endOf,
        Func<DateTime?> nextOf,
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
            var readAt = clock.UtcNow();
            var states = await InTurnAsync(
                isFirst ? _catchingUp : _lists, context, () => units.ReadAsync(db => read(db, shown.Keys)), cancellationToken);
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

            // What was over before this read does not change any more: it needs no place among those that are looked at.
            foreach (var (over, _) in shown.Where(one => endOf(one.Value) is not { } end || end <= readAt).ToList())
            {
                shown.Remove(over);
            }

            if (isFirst)
            {
                await EnterAsync(context, null, cancellationToken);
                yield return null;
            }

            await Task.Delay(Moment, cancellationToken);
            if (await ChangesAsync(next, shown.Values.Select(endOf).Append(nextOf()).Min(), cancellationToken))
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
}
