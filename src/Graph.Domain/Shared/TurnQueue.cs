namespace Graph.Domain.Shared;

/// <summary>
/// Lets callers in in the order in which they came, a limited number at a time. Only some of the places are open to
/// callers with the same subject: they would wait for each other anyway, and hold up everybody else.
/// </summary>
/// <param name="places">How many callers are inside at a time.</param>
/// <param name="placesOfOne">How many of them may have the same subject.</param>
/// <param name="inRounds">
/// Whether callers wait in rounds, with one caller of each subject in a round (fair queueing by virtual time). A subject with many
/// callers then delays another one by one caller, and not by all of them. Within a round, and within a subject, the order is the
/// one in which they came.
/// </param>
public sealed class TurnQueue(int places, int placesOfOne, bool inRounds = false)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, int> _inside = [];

    /// <summary>The latest round in which a subject has a caller who waits.</summary>
    private readonly Dictionary<string, long> _lastRounds = [];

    /// <summary>The round of the last caller who waited and was let in.</summary>
    private long _round;
    private int _free = places;

    /// <summary>How many callers wait for a turn now.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>
    /// Waits for a turn. Disposing the turn frees the place for the next caller. SemaphoreSlim is not used because it
    /// does not guarantee an order.
    /// </summary>
    public async Task<IDisposable> WaitAsync(string? subject, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiting> mine;
        lock (_lock)
        {
            if (Enter(subject))
            {
                return new Turn(this, subject);
            }

            mine = Queue(subject);
        }

        await using var registration = cancellationToken.Register(() => GiveUp(mine, cancellationToken));
        return await mine.Value.Turn.Task;
    }

    private LinkedListNode<Waiting> Queue(string? subject)
    {
        var round = inRounds ? _round + 1 : 0;
        if (inRounds && subject is not null)
        {
            round = Math.Max(_round, _lastRounds.GetValueOrDefault(subject)) + 1;
            _lastRounds[subject] = round;
        }

        var mine = new LinkedListNode<Waiting>(new(subject, round, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        var before = _waiting.Last;
        while (before?.Value.Round > round)
        {
            before = before.Previous;
        }

        if (before is null)
        {
            _waiting.AddFirst(mine);
        }
        else
        {
            _waiting.AddAfter(before, mine);
        }

        return mine;
    }

    /// <summary>
    /// Takes a caller out of the queue whose wait was cancelled. The next caller of the same subject then gets that caller's round, and not
    /// a later one.
    /// </summary>
    private void GiveUp(LinkedListNode<Waiting> mine, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (mine.List is not null)
            {
                Unqueue(mine);
                mine.Value.Turn.SetCanceled(cancellationToken);
            }
        }
    }

    private void Unqueue(LinkedListNode<Waiting> node)
    {
        if (inRounds && node.Value.Subject is { } subject && _lastRounds[subject] == node.Value.Round)
        {
            var earlier = node.Previous;
            while (earlier is not null && earlier.Value.Subject != subject)
            {
                earlier = earlier.Previous;
            }

            if (earlier is null)
            {
                _lastRounds.Remove(subject);
            }
            else
            {
                _lastRounds[subject] = earlier.Value.Round;
            }
        }

        _waiting.Remove(node);
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

    /// <summary>Frees the place and gives it to the next waiting caller that may enter.</summary>
    private void LeaveToNext(string? subject)
    {
        lock (_lock)
        {
            Leave(subject);
            for (var node = _waiting.First; node is not null && _free > 0;)
            {
                var (next, waiting) = (node.Next, node.Value);
                if (Enter(waiting.Subject))
                {
                    Unqueue(node);
                    _round = Math.Max(_round, waiting.Round);
                    waiting.Turn.SetResult(new Turn(this, waiting.Subject));
                }

                node = next;
            }
        }
    }

    private sealed record Waiting(string? Subject, long Round, TaskCompletionSource<IDisposable> Turn);

    private sealed class Turn(TurnQueue queue, string? subject) : IDisposable
    {
        private TurnQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.LeaveToNext(subject);
    }
}
