using System.Collections.Concurrent;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Between the source of a stream, which reads rows, and its transport, which sends results: how many are on their way,
/// and at which cursor each stands. A source waits for a slow reader instead of piling up.
/// </summary>
public sealed class StreamFlow(int capacity)
{
    private readonly ConcurrentQueue<string?> _cursors = new();
    private readonly SemaphoreSlim _places = new(capacity, capacity);

    /// <summary>Takes a place for an event. False when none became free in time: the reader is too slow.</summary>
    public async Task<bool> EnterAsync(string? cursor, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(atMost, cancellationToken))
        {
            return false;
        }

        _cursors.Enqueue(cursor);
        return true;
    }

    /// <summary>For the one event that says that the reader is too slow: it needs no place.</summary>
    public void EnterLast() => _cursors.Enqueue(null);

    /// <summary>Waits until all that was entered is sent: for streams of state, which skip what is outdated.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < capacity; i++)
        {
            await _places.WaitAsync(cancellationToken);
        }

        _places.Release(capacity);
    }

    /// <summary>The cursor of the event that is about to be sent.</summary>
    public string? Next() => _cursors.TryDequeue(out var cursor) ? cursor : null;

    /// <summary>An event was handed to the network.</summary>
    public void Sent()
    {
        if (_places.CurrentCount < capacity)
        {
            _places.Release();
        }
    }
}
