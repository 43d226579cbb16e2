namespace Graph.Domain.Shared;

/// <summary>
/// Lets a limited number of callers in at a time. A free place goes to the subject that was let in least recently, so that one with
/// many callers does not hold up those with few; callers of the same subject keep the order in which they came. Only some of the places
/// are open to one subject.
/// </summary>
public sealed class TurnQueue(int places, int placesOfOne)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, int> _inside = [];

    /// <summary>When each subject was let in last. It is forgotten when nobody waits.</summary>
    private readonly Dictionary<string, long> _last = [];

    private int _free = places;
    private long _turns;

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
        if (_free == 0 || !HasPlace(subject))
        {
            return false;
        }

        _free--;
        _last[subject ?? ""] = ++_turns;
        if (subject is not null)
        {
            _inside[subject] = _inside.GetValueOrDefault(subject) + 1;
        }

        return true;
    }

    private bool HasPlace(string? subject) => subject is null || _inside.GetValueOrDefault(subject) < placesOfOne;

    private void Leave(string? subject)
    {
        _free++;
        if (subject is not null && --_inside[subject] == 0)
        {
            _inside.Remove(subject);
        }
    }

    /// <summary>Frees the place and gives it to the waiting caller whose turn it is. Callers that gave up waiting are skipped.</summary>
    private void LeaveToNext(string? subject)
    {
        lock (_lock)
        {
            Leave(subject);
            while (_free > 0 && Next() is { } node)
            {
                var waiting = node.Value;
                _waiting.Remove(node);
                Enter(waiting.Subject);
                if (!waiting.Turn.TrySetResult(new Turn(this, waiting.Subject)))
                {
                    Leave(waiting.Subject);
                }
            }

            if (_waiting.Count == 0)
            {
                _last.Clear();
            }
        }
    }

    private LinkedListNode<Waiting>? Next()
    {
        LinkedListNode<Waiting>? found = null;
        var least = long.MaxValue;
        for (var node = _waiting.First; node is not null;)
        {
            var (next, waiting) = (node.Next, node.Value);
            if (waiting.Turn.Task.IsCompleted)
            {
                _waiting.Remove(node);
            }
            else if (HasPlace(waiting.Subject) && _last.GetValueOrDefault(waiting.Subject ?? "") is var last && last < least)
            {
                (found, least) = (node, last);
            }

            node = next;
        }

        return found;
    }

    private sealed record Waiting(string? Subject, TaskCompletionSource<IDisposable> Turn);

    private sealed class Turn(TurnQueue queue, string? subject) : IDisposable
    {
        private TurnQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.LeaveToNext(subject);
    }
}
