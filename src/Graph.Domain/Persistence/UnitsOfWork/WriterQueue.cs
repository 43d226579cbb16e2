namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>
/// Lets units write in the order in which they came, so many at a time. Of one subject, whose rows its units would wait for
/// in the database anyway, only a few: there they would hold connections, and be in others' way.
/// </summary>
internal sealed class WriterQueue(int places, int placesOfOne)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, int> _inside = [];
    private int _free = places;

    /// <summary>Disposing the turn leaves the place to the next. SemaphoreSlim does not promise an order.</summary>
    public async Task<IDisposable> WaitAsync(string? subject, CancellationToken cancellationToken)
    {
        var mine = new Waiting(subject, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (Enter(subject))
            {
                return new Turn(this, subject);
            }

            _waiting.AddLast(mine);
        }

        await using var registration = cancellationToken.Register(() => mine.Turn.TrySetCanceled(cancellationToken));
        return await mine.Turn.Task;
    }

    private bool Enter(string? subject)
    {
        var inside = subject is null ? 0 : _inside.GetValueOrDefault(subject);
        if (_free == 0 || inside == placesOfOne)
        {
            return false;
        }

        _free--;
        if (subject is not null)
        {
            _inside[subject] = inside + 1;
        }

        return true;
    }

    private void Leave(string? subject)
    {
        _free++;
        if (subject is not null && --_inside[subject] == 0)
        {
            _inside.Remove(subject);
        }
    }

    /// <summary>Who gave up waiting is passed over.</summary>
    private void LeaveToNext(string? subject)
    {
        lock (_lock)
        {
            Leave(subject);
            for (var node = _waiting.First; node is not null && _free > 0;)
            {
                var (next, waiting) = (node.Next, node.Value);
                if (waiting.Turn.Task.IsCompleted)
                {
                    _waiting.Remove(node);
                }
                else if (Enter(waiting.Subject))
                {
                    _waiting.Remove(node);
                    if (!waiting.Turn.TrySetResult(new Turn(this, waiting.Subject)))
                    {
                        Leave(waiting.Subject);
                    }
                }

                node = next;
            }
        }
    }

    private sealed record Waiting(string? Subject, TaskCompletionSource<IDisposable> Turn);

    private sealed class Turn(WriterQueue queue, string? subject) : IDisposable
    {
        private WriterQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.LeaveToNext(subject);
    }
}
