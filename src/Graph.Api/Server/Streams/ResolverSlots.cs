namespace Graph.Api.Server.Streams;

/// <summary>
/// Limits how many events of all streams are resolved at once on this node. Each of them holds a database context, and an event
/// that thousands hear would take thousands of contexts at the same moment: more than are pooled, so that each of the others
/// opens a connection of its own and closes it again. Streams of callers who are not signed in have few slots of their own, so that
/// strangers cannot take the processors from those who pay.
/// </summary>
public sealed class ResolverSlots(GraphLimits limits)
{
    /// <summary>
    /// How many listeners of shared events are at work at once, for each event that one of them may resolve. They wait for the same few
    /// queries, so a query asks for many of them.
    /// </summary>
    private const int SharersOfOne = 5;

    private readonly Pool _users = new(limits.EventsAtOnce, limits.EventSlot);
    private readonly Pool _sharers = new(limits.EventsAtOnce * SharersOfOne, limits.EventSlot);
    private readonly Pool _strangers = new(Math.Min(limits.AnonymousAtOnce, limits.EventsAtOnce), limits.EventSlot);

    /// <summary>Waits for a slot. Dispose it when the event is resolved.</summary>
    /// <param name="isStranger">Whether the stream is of a caller who is not signed in.</param>
    /// <param name="isShared">Whether the event is resolved once for many listeners (<see cref="SharedResults"/>).</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<IDisposable> TakeAsync(bool isStranger, bool isShared, CancellationToken cancellationToken) =>
        (isStranger ? _strangers : isShared ? _sharers : _users).TakeAsync(cancellationToken);

    /// <summary>Hands slots out in the order in which they were asked for.</summary>
    private sealed class Pool(int slots, TimeSpan lease)
    {
        private readonly Lock _gate = new();
        private readonly LinkedList<Slot> _taken = [];
        private readonly Queue<TaskCompletionSource<IDisposable>> _waiting = [];
        private bool _isWatched;

        public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
        {
            TaskCompletionSource<IDisposable> turn;
            lock (_gate)
            {
                if (_taken.Count < slots)
                {
                    return Add(new Slot(this));
                }

                turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue(turn);
                if (!_isWatched)
                {
                    _isWatched = true;
                    ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool.WatchAsync(), this, preferLocal: false);
                }
            }

            // A turn that was cancelled stays in the queue, and is passed over when a slot comes back.
            await using var ended = cancellationToken.UnsafeRegister(
                static (turn, token) => ((TaskCompletionSource<IDisposable>)turn!).TrySetCanceled(token), turn);
            return await turn.Task;
        }

        public void GiveBack(Slot slot)
        {
            lock (_gate)
            {
                if (slot.Node is not { } node)
                {
                    return;
                }

                _taken.Remove(node);
                slot.Node = null;
                while (_waiting.TryDequeue(out var turn))
                {
                    var next = new Slot(this);
                    if (turn.TrySetResult(next))
                    {
                        Add(next);
                        return;
                    }
                }
            }
        }

        private Slot Add(Slot slot)
        {
            slot.Node = _taken.AddLast(slot);
            return slot;
        }

        /// <summary>
        /// Takes back the slots that were taken too long ago, so that expensive selections cannot hold up everybody else's events.
        /// The slot of a stream that broke comes back in the same way. It runs while somebody waits.
        /// </summary>
        private async Task WatchAsync()
        {
            while (true)
            {
                Slot? oldest;
                lock (_gate)
                {
                    _isWatched = _waiting.Count > 0;
                    if (!_isWatched)
                    {
                        return;
                    }

                    oldest = _taken.First?.Value;
                }

                var left = oldest is null ? lease.TotalMilliseconds : lease.TotalMilliseconds - (Environment.TickCount64 - oldest.Since);
                if (left <= 0)
                {
                    oldest!.Dispose();
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left)));
                }
            }
        }
    }

    private sealed class Slot(Pool pool) : IDisposable
    {
        public long Since { get; } = Environment.TickCount64;

        /// <summary>Where it stands among the slots that are taken; null once it was given back.</summary>
        public LinkedListNode<Slot>? Node { get; set; }

        public void Dispose() => pool.GiveBack(this);
    }
}
