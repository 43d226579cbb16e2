using System.Collections.Concurrent;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Writers of one database take turns in the order in which they came. SQLite itself has no queue: its busy handler
/// sleeps and tries again, so that under load some writers starve. SemaphoreSlim does not promise an order.
/// </summary>
public sealed class WriterQueue
{
    private static readonly ConcurrentDictionary<string, WriterQueue> Queues = [];

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<Turn>> _waiting = [];
    private bool _taken;

    public static WriterQueue Of(string database) => Queues.GetOrAdd(database, _ => new WriterQueue());

    public async Task<IDisposable> WaitAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return new Turn(this);
            }

            _waiting.AddLast(mine);
        }

        await using var registration = cancellationToken.Register(() => mine.TrySetCanceled(cancellationToken));
        return await mine.Task;
    }

    private void Next()
    {
        lock (_lock)
        {
            while (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                if (first.Value.TrySetResult(new Turn(this)))
                {
                    return;
                }
            }

            _taken = false;
        }
    }

    private sealed class Turn(WriterQueue queue) : IDisposable
    {
        private WriterQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Next();
    }
}
