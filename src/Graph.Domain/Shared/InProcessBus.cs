using System.Collections.Concurrent;

namespace Graph.Domain.Shared;

/// <summary>The bus of a single node.</summary>
public sealed class InProcessBus : IEventBus
{
    private readonly ConcurrentDictionary<Topic, ConcurrentDictionary<Hints, byte>> _listeners = [];

    public void Publish(IReadOnlyCollection<Topic> topics)
    {
        foreach (var topic in topics)
        {
            if (_listeners.TryGetValue(topic, out var listeners))
            {
                foreach (var listener in listeners.Keys)
                {
                    listener.Ring();
                }
            }
        }
    }

    public IHints Listen(params IReadOnlyCollection<Topic> topics) => new Hints(this, topics);

    private sealed class Hints : IHints
    {
        private readonly SemaphoreSlim _bell = new(0, 1);
        private readonly InProcessBus _bus;
        private readonly IReadOnlyCollection<Topic> _topics;

        public Hints(InProcessBus bus, IReadOnlyCollection<Topic> topics)
        {
            _bus = bus;
            _topics = topics;
            foreach (var topic in topics)
            {
                bus._listeners.GetOrAdd(topic, _ => []).TryAdd(this, 0);
            }
        }

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

        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
            _bell.WaitAsync(atMost, cancellationToken);

        /// <summary>The bell itself is left to the collector: a publisher may still be about to ring it.</summary>
        public void Dispose()
        {
            foreach (var topic in _topics)
            {
                if (_bus._listeners.TryGetValue(topic, out var listeners))
                {
                    listeners.TryRemove(this, out _);
                }
            }
        }
    }
}
