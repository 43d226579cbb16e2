using System.Collections.Concurrent;

namespace Graph.Api.Server.Relay;

/// <summary>
/// Keeps what was made for each order that callers ask for, by the name of the order. Callers can make up ever more of
/// them, so that only the first ones are kept.
/// </summary>
public sealed class KeptOrders<TList>
    where TList : class
{
    private const int Most = 200;

    private readonly ConcurrentDictionary<string, TList> _kept = [];

    public TList Of(string name, Func<TList> make) =>
        _kept.TryGetValue(name, out var kept) ? kept
        : _kept.Count < Most ? _kept.GetOrAdd(name, _ => make())
        : make();
}
