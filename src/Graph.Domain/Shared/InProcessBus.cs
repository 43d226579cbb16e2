using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Graph.Domain.Shared;

/// <summary>The event bus of a single node.</summary>
public sealed class InProcessBus : IEventBus
{
    private readonly ConcurrentDictionary<Topic, ImmutableArray<Hints>> _listeners = [];

    /// <summary>How many topics have at least one listener.</summary>
    internal int TopicCount => _listeners.Count;

    public void Publish(IReadOnlyCollection<Topic> topics)
    {
        foreach (var topic in topics)
        {
            foreach (var listener in _listeners.GetValueOrDefault(topic, []))
            {
                listener.Ring();
            }
        }
    }

    public IHints Listen(params IReadOnlyCollection<Topic> topics)
    {
        var hints = new Hints(this, topics);
        foreach (var topic in topics)
        {
            _listeners.AddOrUpdate(topic, [hints], (_, listeners) => listeners.Add(hints));
        }

        return hints;
    }

    /// <summary>
    /// Removes a listener from a topic, and the topic when it was the last listener. Tries again when another listener
    /// was added or removed at the same time.
    /// </summary>
    private void Remove(Topic topic, Hints hints)
    {
        while (_listeners.TryGetValue(topic, out var listeners) && listeners.Contains(hints))
        {
            var left = listeners.Remove(hints);
            var done = left.IsEmpty
                ? _listeners.TryRemove(KeyValuePair.Create(topic, listeners))
                : _listeners.TryUpdate(topic, left, listeners);
            if (done)
            {
                return;
            }
        }
    }

    private sealed class Hints(InProcessBus bus, IReadOnlyCollection<Topic> topics) : IHints
    {
        private readonly SemaphoreSlim _bell = new(0, 1);

        public void Ring()
        {
            lock (_bell)
            {
                if (_bell.CurrentCount == 0)
                {
                    _bell.Release();
                }
            }
        }

        public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
            _bell.WaitAsync(atMost, cancellationToken);

        public bool TryTake() => _bell.Wait(0);

        /// <summary>
        /// Ends listening. The semaphore is left to the garbage collector, because a publisher may still be about to
        /// release it.
        /// </summary>
        public void Dispose()
        {
            foreach (var topic in topics)
            {
                bus.Remove(topic, this);
            }
        }
    }
}
