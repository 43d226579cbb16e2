using Graph.Api.Server.Errors;
using Graph.Domain.Shared;

namespace Graph.Api.Server;

/// <summary>
/// Lets only some operations of callers who are not signed in run at a time, so that strangers cannot take the
/// processors and connections from those who pay. The others wait for a moment. One network gets only half of the
/// places, so that those who come from elsewhere need not wait for it. The place of an operation that took long rests for as long
/// again, so that strangers who ask for expensive answers leave half of the processors' time to others.
/// </summary>
public sealed class AnonymousQueue(GraphLimits limits, TimeProvider clock)
{
    /// <summary>After an operation that took less than this, the place is free at once.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);

    /// <summary>No place rests longer, because most of an operation's time may have been spent in waiting for others.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _present = [];
    private readonly TurnQueue _queue = new(limits.AnonymousAtOnce, PlacesOfOne(limits), inRounds: true);

    /// <summary>Returns whether the next operation from this address would have to wait for others from its network.</summary>
    public bool IsCrowded(string? address)
    {
        lock (_gate)
        {
            return _present.GetValueOrDefault(Network.Of(address) ?? "") >= PlacesOfOne(limits);
        }
    }

    /// <summary>Waits for a place. Disposing the turn frees it.</summary>
    /// <param name="address">
    /// The network address of the caller, if it is known; or another text, for callers who have places of their own.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="GraphError">RATE_LIMITED: too many wait already, or the wait took too long.</exception>
    public async Task<IDisposable> EnterAsync(string? address, CancellationToken cancellationToken)
    {
        var network = Network.Of(address) ?? "";
        Count(network);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limits.AnonymousWait);
        try
        {
            return new Turn(this, network, await _queue.WaitAsync(network, patience.Token), clock.GetTimestamp());
        }
        catch (OperationCanceledException)
        {
            Leave(network);
            cancellationToken.ThrowIfCancellationRequested();
            throw TooMany();
        }
    }

    private static int PlacesOfOne(GraphLimits limits) => (limits.AnonymousAtOnce + 1) / 2;

    internal static GraphError TooMany() =>
        GraphError.RateLimited("Too many requests come from callers who are not signed in. Wait a moment and send it again.", 1);

    private void Count(string network)
    {
        lock (_gate)
        {
            var present = _present.GetValueOrDefault(network);
            if (present >= limits.AnonymousPerAddress)
            {
                throw TooMany();
            }

            _present[network] = present + 1;
        }
    }

    private void Leave(string network)
    {
        lock (_gate)
        {
            if (--_present[network] == 0)
            {
                _present.Remove(network);
            }
        }
    }

    private void Free(IDisposable place, long begun)
    {
        var taken = clock.GetElapsedTime(begun);
        if (taken < Short)
        {
            place.Dispose();
        }
        else
        {
            _ = RestAsync(place, taken < LongestRest ? taken : LongestRest);
        }
    }

    private async Task RestAsync(IDisposable place, TimeSpan time)
    {
        await Task.Delay(time, clock, CancellationToken.None);
        place.Dispose();
    }

    private sealed class Turn(AnonymousQueue queue, string network, IDisposable place, long begun) : IDisposable
    {
        private AnonymousQueue? _queue = queue;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _queue, null) is { } mine)
            {
                mine.Free(place, begun);
                mine.Leave(network);
            }
        }
    }
}
