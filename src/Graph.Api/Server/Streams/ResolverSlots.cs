namespace Graph.Api.Server.Streams;

/// <summary>
/// Limits how many events of all streams are resolved at once on this node. Each of them holds a database context, and an event
/// that thousands hear would take thousands of contexts at the same moment: more than are pooled, so that each of the others
/// opens a connection of its own and closes it again. Streams of callers who are not signed in have few slots of their own, so that
/// strangers cannot take the processors from those who pay.
/// </summary>
public sealed class ResolverSlots(GraphLimits limits)
{
    private readonly Pool _users = new(limits.EventsAtOnce, limits.EventSlot);
    private readonly Pool _strangers = new(Math.Min(limits.AnonymousAtOnce, limits.EventsAtOnce), limits.EventSlot);

    /// <summary>Waits for a slot. Dispose it when the event is resolved.</summary>
    /// <param name="isStranger">Whether the stream is of a caller who is not signed in.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<IDisposable> TakeAsync(bool isStranger, CancellationToken cancellationToken) =>
        (isStranger ? _strangers : _users).TakeAsync(cancellationToken);

    private sealed class Pool(int slots, TimeSpan lease)
    {
        private readonly SemaphoreSlim _free = new(slots);
        private readonly LinkedList<Slot> _taken = [];

        public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
        {
            while (!await _free.WaitAsync(lease, cancellationToken))
            {
                TakeBack();
            }

            var slot = new Slot(this, Environment.TickCount64);
            lock (_taken)
            {
                slot.Node = _taken.AddLast(slot);
            }

            return slot;
        }

        public void GiveBack(Slot slot)
        {
            lock (_taken)
            {
                if (slot.Node is not { } node)
                {
                    return;
                }

                _taken.Remove(node);
                slot.Node = null;
            }

            _free.Release();
        }

        /// <summary>
        /// Takes back the slots that were taken too long ago, so that expensive selections cannot hold up everybody else's events.
        /// The slot of a stream that broke comes back in the same way.
        /// </summary>
        private void TakeBack()
        {
            while (true)
            {
                Slot? oldest;
                lock (_taken)
                {
                    oldest = _taken.First?.Value;
                }

                if (oldest is null || Environment.TickCount64 - oldest.Since < lease.TotalMilliseconds)
                {
                    return;
                }

                oldest.Dispose();
            }
        }
    }

    private sealed class Slot(Pool pool, long since) : IDisposable
    {
        public long Since => since;

        /// <summary>Where it stands among the slots that are taken; null once it was given back.</summary>
        public LinkedListNode<Slot>? Node { get; set; }

        public void Dispose() => pool.GiveBack(this);
    }
}
