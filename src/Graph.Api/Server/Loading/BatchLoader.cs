using System.Diagnostics.CodeAnalysis;

namespace Graph.Api.Server.Loading;

/// <summary>
/// Collects keys while the fields of one level are resolved, and fetches all of them with one command when the first
/// one is awaited. Each key is fetched once, until the memory of the scope is cleared. Make a loader when it is first used: a
/// request or event needs few of the many there are.
/// </summary>
public sealed class BatchLoader<TKey, TValue>(
    LoaderMemory memory,
    Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> fetch, TValue missing)
    where TKey : notnull
{
    private const int MaxBatch = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Slot> _slots = [];
    private Batch? _open;
    private int _generation = memory.Generation;

    public Loading<TValue> Load(TKey key) => SlotOf(key);

    public Task<TValue> LoadAsync(TKey key, CancellationToken cancellationToken = default) =>
        SlotOf(key).GetResultAsync(cancellationToken);

    /// <summary>Loads several values. Should they be many batches, one is fetched after the other, as a database context needs it.</summary>
    public async Task<IReadOnlyList<TValue>> LoadAllAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        var slots = keys.Select(SlotOf).ToList();
        var values = new List<TValue>(slots.Count);
        foreach (var slot in slots)
        {
            values.Add(await slot.GetResultAsync(cancellationToken));
        }

        return values;
    }

    /// <summary>Like <see cref="Load"/>, but it converts the value.</summary>
    public Loading<TResult> Load<TResult>(TKey key, Func<TValue, TResult> select) => SlotOf(key).Then(select);

    private Slot SlotOf(TKey key)
    {
        lock (_gate)
        {
            if (_generation != memory.Generation)
            {
                _slots.Clear();
                (_open, _generation) = (null, memory.Generation);
            }

            if (_slots.TryGetValue(key, out var slot))
            {
                return slot;
            }

            if (_open is null || _open.Keys.Count >= MaxBatch)
            {
                _open = new Batch();
            }

            _open.Keys.Add(key);
            return _slots[key] = new Slot(this, _open, key);
        }
    }

    private Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(Batch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_open == batch)
            {
                _open = null;
            }

            return batch.Fetching ??= fetch(batch.Keys, cancellationToken);
        }
    }

    private sealed class Batch
    {
        public List<TKey> Keys { get; } = [];

        public Task<IReadOnlyDictionary<TKey, TValue>>? Fetching { get; set; }

        /// <summary>What was fetched; null before somebody has awaited it.</summary>
        public IReadOnlyDictionary<TKey, TValue>? Values { get; set; }
    }

    private sealed class Slot(BatchLoader<TKey, TValue> owner, Batch batch, TKey key) : Loading<TValue>
    {
        public override async Task<TValue> GetResultAsync(CancellationToken cancellationToken = default)
        {
            batch.Values = await owner.FetchAsync(batch, cancellationToken);
            return ValueIn(batch.Values);
        }

        public override bool TryGet([MaybeNullWhen(false)] out TValue value)
        {
            value = batch.Values is { } values ? ValueIn(values) : default;
            return batch.Values is not null;
        }

        private TValue ValueIn(IReadOnlyDictionary<TKey, TValue> values) => values.TryGetValue(key, out var value) ? value : owner.Missing;
    }

    private TValue Missing => missing;
}
