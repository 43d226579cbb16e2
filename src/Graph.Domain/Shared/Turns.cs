namespace Graph.Domain.Shared;

/// <summary>Lets a limited number of callers in at a time for each subject; the others wait.</summary>
internal sealed class Turns(int places)
{
    private readonly Lock _one = new();
    private readonly Dictionary<string, Queue> _queues = [];

    /// <summary>Waits for a place. Returns null when the caller has waited for the whole of its patience.</summary>
    public async Task<IDisposable?> TryEnterAsync(string subject, TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = await EnterTurnAsync(subject, patience, cancellationToken);
        if (turn.HasPlace)
        {
            return turn;
        }

        turn.Dispose();
        return null;
    }

    /// <summary>
    /// Waits for a place. A caller that has waited for the whole of its patience is let in without a place. Disposing
    /// the turn frees the place for the next caller.
    /// </summary>
    public async Task<IDisposable> EnterAsync(string subject, TimeSpan patience, CancellationToken cancellationToken) =>
        await EnterTurnAsync(subject, patience, cancellationToken);

    private async Task<Turn> EnterTurnAsync(string subject, TimeSpan patience, CancellationToken cancellationToken)
    {
        Queue queue;
        lock (_one)
        {
            queue = _queues.TryGetValue(subject, out var known) ? known : _queues[subject] = new Queue(new SemaphoreSlim(places));
            queue.Present++;
        }

        var hasPlace = false;
        try
        {
            hasPlace = await queue.Places.WaitAsync(patience, cancellationToken);
            return new Turn(this, subject, queue, hasPlace);
        }
        catch (OperationCanceledException)
        {
            Leave(subject, queue, hasPlace);
            throw;
        }
    }

    private void Leave(string subject, Queue queue, bool hasPlace)
    {
        lock (_one)
        {
            if (hasPlace)
            {
                queue.Places.Release();
            }

            if (--queue.Present == 0)
            {
                _queues.Remove(subject);
                queue.Places.Dispose();
            }
        }
    }

    private sealed class Queue(SemaphoreSlim places)
    {
        public SemaphoreSlim Places => places;

        public int Present { get; set; }
    }

    private sealed class Turn(Turns turns, string subject, Queue queue, bool hasPlace) : IDisposable
    {
        private bool _left;

        public bool HasPlace => hasPlace;

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                turns.Leave(subject, queue, hasPlace);
            }
        }
    }
}
