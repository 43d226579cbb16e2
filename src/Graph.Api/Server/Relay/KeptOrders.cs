using System.Collections.Concurrent;

namespace Graph.Api.Server.Relay;

/// <summary>
/// Keeps what was made for each order that callers ask for, by the name of the order. Callers choose orders. When there are too many,
/// the half that was used least is forgotten, so that somebody who asks for all of them does not make the usual ones be made again.
/// </summary>
public sealed class KeptOrders<TList>
    where TList : class
{
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Kept> _kept = [];

    public TList Of(string name, Func<TList> make)
    {
        if (!_kept.TryGetValue(name, out var kept))
        {
            ForgetIfMany();

            kept = _kept.GetOrAdd(name, _ => new Kept(make()));
        }

        // Two callers at once may count as one. The number only says what is used often.
        kept.Uses++;
        return kept.List;
    }

    /// <summary>
    /// Removes the lists that were used least, when there are too many. The counts of the others are halved: a list that was used
    /// often long ago, and no more since, is removed after a few rounds.
    /// </summary>
    private void ForgetIfMany()
    {
        lock (_gate)
        {
            if (_kept.Count < Most)
            {
                return;
            }

            var byUse = _kept.OrderBy(entry => entry.Value.Uses).ToList();
            foreach (var (i, (name, kept)) in byUse.Index())
            {
                if (i < byUse.Count / 2)
                {
                    _kept.TryRemove(name, out _);
                }
                else
                {
                    kept.Uses /= 2;
                }
            }
        }
    }

    private sealed class Kept(TList list)
    {
        public TList List { get; } = list;

        public long Uses { get; set; }
    }
}
