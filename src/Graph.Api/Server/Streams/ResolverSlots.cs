namespace Graph.Api.Server.Streams;

/// <summary>
/// Limits how many events of all streams are resolved at once on this node. Each of them holds a database context, and an event
/// that thousands hear would take thousands of contexts at the same moment: more than are pooled, so that each of the others
/// opens a connection of its own and closes it again.
/// </summary>
public sealed class ResolverSlots(GraphLimits limits)
{
    private readonly SemaphoreSlim _free = new(limits.EventsAtOnce);
    private readonly LinkedList<Slot> _taken = [];

    /// <summary>Waits for a slot. Dispose it when the event is resolved.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        while (!await _free.WaitAsync(limits.EventSlot, cancellationToken))
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

    /// <summary>
    /// Takes back the slots that were taken too long ago, so that expensive selections cannot hold up everybody else's events. The
    /// slot of a stream that broke comes back in the same way.
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

            if (oldest is null || Environment.TickCount64 - oldest.Since < limits.EventSlot.TotalMilliseconds)
            {
                return;
            }

            oldest.Dispose();
        }
    }

    private sealed class Slot(ResolverSlots owner, long since) : IDisposable
    {
        public long Since => since;

        /// <summary>Where it stands among the slots that are taken; null once it was given back.</summary>
        public LinkedListNode<Slot>? Node { get; set; }

        public void Dispose()
        {
            lock (owner._taken)
            {
                if (Node is not { } node)
                {
                    return;
                }

                owner._taken.Remove(node);
                Node = null;
            }

            owner._free.Release();
        }
    }
}
