using Graph.Api.Server.Documents;
using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using GraphQL;
using GraphQL.Execution;

namespace Graph.Api.Server.Streams;

/// <summary>
/// An event of a stream that many viewers may hear. Nobody hears it who has blocked its actor, because each viewer sees another name of
/// a person after a block.
/// </summary>
public interface ISharedEvent
{
    /// <summary>
    /// The row of the log that the event shows: one object for all who are told it. Null when the stream read it for itself.
    /// </summary>
    object? Row { get; }
}

/// <summary>
/// What the listeners of a shared event ask for. Documents are compared by their text, because those who subscribe at the same moment have
/// parsed one each.
/// </summary>
/// <param name="Text">The document.</param>
/// <param name="Name">The name of the operation in it; null when there is one.</param>
public sealed record SharedOperation(string Text, string? Name);

/// <summary>
/// Resolves an event once for all listeners whose operation is the same, when all that it asks for is the same for everybody who may
/// see the event (<see cref="SharedSelection"/>). Whether a listener may see it is asked before, for each of them.
/// </summary>
/// <remarks>A result is used for <see cref="LiveSettings.AnswersHold"/>, as answers who may see what are. Then it is resolved again.</remarks>
public sealed class SharedResults(LiveSettings live, GraphLimits limits)
{
    /// <summary>So many results are kept at a time. What is beyond is resolved for each listener.</summary>
    private const int Most = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Shared> _results = [];
    private readonly Queue<(Key Key, Shared Result)> _byAge = [];

    /// <summary>How many results are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _results.Count;
            }
        }
    }

    /// <summary>Returns what another listener resolved, or resolves the event for the others.</summary>
    /// <param name="row">The row that the event shows.</param>
    /// <param name="operation">What the listener asks for.</param>
    /// <param name="mayHear">Whether the listener may hear what another one resolved.</param>
    /// <param name="resolve">Resolves the event for this listener.</param>
    /// <param name="cancellationToken">Ends the wait for another listener.</param>
    public async ValueTask<ExecutionResult> FindAsync(
        object row,
        SharedOperation operation,
        Func<ValueTask<bool>> mayHear,
        Func<ValueTask<ExecutionResult>> resolve,
        CancellationToken cancellationToken)
    {
        var key = new Key(row, operation);
        var (known, mine) = Known(key, isResolver: true);
        if (known is not null)
        {
            return await TakenAsync(known, cancellationToken) is { } written && await mayHear()
                ? new ExecutionResult { Executed = true, Data = written }
                : await resolve();
        }

        WrittenData? data = null;
        try
        {
            var result = await resolve();
            data = mine is not null && result is { Executed: true, Errors: null or { Count: 0 }, Data: ExecutionNode node }
                ? ResultWriter.Written(node)
                : null;
            return result;
        }
        finally
        {
            if (mine is not null)
            {
                End(key, mine, data);
            }
        }
    }

    /// <summary>
    /// Returns what a listener resolved or is about to resolve. Null when there is no result in time; then each listener resolves the
    /// event.
    /// </summary>
    /// <param name="row">The row that the event shows.</param>
    /// <param name="operation">What the listeners ask for.</param>
    /// <param name="begin">Makes one of the listeners resolve the event. It is called when nobody does.</param>
    public async Task<WrittenData?> AwaitAsync(object row, SharedOperation operation, Action begin)
    {
        var key = new Key(row, operation);
        var (known, mine) = Known(key, isResolver: false);
        if (mine is not null)
        {
            begin();
        }

        var data = (known ?? mine?.Data.Task) is { } coming ? await TakenAsync(coming, CancellationToken.None) : null;
        if (data is null && mine is not null && TryClaim(mine))
        {
            End(key, mine, null);
        }

        return data;
    }

    /// <summary>The result of another listener; null when it failed, or takes too long to wait for it.</summary>
    private async Task<WrittenData?> TakenAsync(Task<WrittenData?> known, CancellationToken cancellationToken)
    {
        try
        {
            return await known.WaitAsync(limits.EventSlot, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// A result that is there or on its way; otherwise the place in which the caller puts it, or waits until a listener does, if there
    /// is room.
    /// </summary>
    private (Task<WrittenData?>? Known, Shared? Mine) Known(Key key, bool isResolver)
    {
        lock (_gate)
        {
            var oldest = Environment.TickCount64 - live.AnswersHold.TotalMilliseconds;
            while (_byAge.TryPeek(out var first) && first.Result.Since < oldest)
            {
                _byAge.Dequeue();
                Remove(first.Key, first.Result);
            }

            // A place for which nobody resolves the event yet may keep older ones behind it.
            if (_results.TryGetValue(key, out var known) && known.Since >= oldest)
            {
                return isResolver && TryClaim(known) ? (null, known) : (known.Data.Task, null);
            }

            if (_byAge.Count >= Most)
            {
                return (null, null);
            }

            var mine = new Shared();
            if (isResolver)
            {
                TryClaim(mine);
            }

            _results[key] = mine;
            _byAge.Enqueue((key, mine));
            return (null, mine);
        }
    }

    /// <summary>Makes the caller the one who puts the result in a place. Returns false when another one is.</summary>
    private bool TryClaim(Shared place)
    {
        lock (_gate)
        {
            return place.TryClaim(Environment.TickCount64);
        }
    }

    /// <summary>Hands the result to those who wait. When there is none, the next listener resolves the event.</summary>
    private void End(Key key, Shared mine, WrittenData? data)
    {
        if (data is null)
        {
            lock (_gate)
            {
                Remove(key, mine);
            }
        }

        mine.Data.SetResult(data);
    }

    private void Remove(Key key, Shared result)
    {
        if (_results.TryGetValue(key, out var kept) && kept == result)
        {
            _results.Remove(key);
        }
    }

    private readonly record struct Key(object Row, SharedOperation Operation);

    private sealed class Shared
    {
        /// <summary>Since when a listener resolves the event for this place. Until then it does not grow old.</summary>
        public long Since { get; private set; } = long.MaxValue;

        public bool TryClaim(long now)
        {
            if (Since != long.MaxValue)
            {
                return false;
            }

            Since = now;
            return true;
        }

        public TaskCompletionSource<WrittenData?> Data { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
