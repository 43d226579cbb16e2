namespace Graph.Domain.Persistence.Queries;

/// <summary>
/// Asks the database for many callers with one query. What is asked while a query runs waits for the next query, so an
/// answer is never older than its question.
/// </summary>
/// <param name="most">The number of keys for which one query asks.</param>
/// <param name="read">Reads the values of some keys. A key that is left out has no value.</param>
public sealed class GatheredReads<TKey, TValue>(int most, Func<TKey[], Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TKey, TaskCompletionSource<TValue?>> _asked = [];
    private bool _isReading;

    /// <summary>The value of a key; the default value when there is none.</summary>
    public Task<TValue?> FindAsync(TKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_asked.TryGetValue(key, out var answer))
            {
                _asked[key] = answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_isReading)
            {
                _isReading = true;
                Begin();
            }

            return answer.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Reads after all that the thread pool has to do already: those who are about to ask ask first. A query that ran at once
    /// would find one key, or two. The query is for many, so it takes nothing along of the operation that asks first.
    /// </summary>
    private void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static reads => _ = reads.ReadAsync(), this, preferLocal: false);

    private async Task ReadAsync()
    {
        var asked = Take();
        try
        {
            foreach (var some in asked.Keys.Chunk(most))
            {
                var found = await read(some);
                foreach (var key in some)
                {
                    asked[key].SetResult(found.TryGetValue(key, out var value) ? value : default);
                }
            }
        }
        catch (Exception failure)
        {
            foreach (var answer in asked.Values)
            {
                answer.TrySetException(failure);
            }
        }

        lock (_gate)
        {
            _isReading = _asked.Count > 0;
            if (_isReading)
            {
                Begin();
            }
        }
    }

    private Dictionary<TKey, TaskCompletionSource<TValue?>> Take()
    {
        lock (_gate)
        {
            var asked = _asked;
            _asked = [];
            return asked;
        }
    }
}
