namespace Graph.Domain.Shared;

/// <summary>
/// Lets callers in in the order in which they came, a limited number at a time. Only some of the places are open to
/// callers with the same subject: they would wait for each other anyway, and hold up everybody else.
/// </summary>
public sealed class TurnQueue(int places, int placesOfOne)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, int> _inside = [];
    private int _free = places;

    /// <summary>How many callers wait for a turn now.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count(one => !one.Turn.Task.IsCompleted);
            }
        }
    }

    /// <summary>
    /// Waits for a turn. Disposing the turn frees the place for the next caller. SemaphoreSlim is not used because it
    /// does not guarantee an order.
    /// </summary>
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

    /// <summary>
    /// Frees the place and gives it to the next waiting caller that may enter. Callers that gave up waiting are skipped.
    /// </summary>
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

    private sealed class Turn(TurnQueue queue, string? subject) : IDisposable
    {
        private TurnQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.LeaveToNext(subject);
    }
}
