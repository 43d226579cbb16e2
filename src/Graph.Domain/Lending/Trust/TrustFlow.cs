using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Lending.Trust;

/// <summary>A promise, as far as it counts in chains: the giver lends to the receiver up to an amount.</summary>
public sealed record TrustEdge(UserId Giver, UserId Receiver, long Amount);

/// <summary>How much can be borrowed along chains, and through which of the borrower's friends.</summary>
public sealed record TrustReach(long Amount, IReadOnlyList<UserId> Via);

/// <summary>
/// Computes how much one person could borrow from another along chains of at most three promises: a maximum flow. The network
/// has two layers between the two people. A person who stands in both may pass on any amount between them, so a chain of two
/// promises goes through both copies, and each promise is one edge.
/// </summary>
public static class TrustFlow
{
    private const int Source = 0;
    private const int Sink = 1;

    /// <param name="borrower">Who would borrow.</param>
    /// <param name="lender">Who would lend at the far end.</param>
    /// <param name="edges">The promises. Those that cannot lie on a chain between the two are ignored.</param>
    public static TrustReach Between(UserId borrower, UserId lender, IReadOnlyCollection<TrustEdge> edges)
    {
        var network = new Network();
        var (near, far) = (new Dictionary<UserId, int>(), new Dictionary<UserId, int>());
        var first = new List<(UserId Friend, int Edge)>();
        foreach (var edge in edges.Where(edge => edge.Receiver == borrower && edge.Giver != lender).OrderBy(edge => edge.Giver.Value))
        {
            near[edge.Giver] = network.AddNode();
            first.Add((edge.Giver, network.AddEdge(Source, near[edge.Giver], edge.Amount)));
        }

        foreach (var edge in edges.Where(edge => edge.Giver == lender && edge.Receiver != borrower).OrderBy(edge => edge.Receiver.Value))
        {
            far[edge.Receiver] = network.AddNode();
            network.AddEdge(far[edge.Receiver], Sink, edge.Amount);
            if (near.TryGetValue(edge.Receiver, out var same))
            {
                network.AddEdge(same, far[edge.Receiver], long.MaxValue);
            }
        }

        foreach (var edge in edges.OrderBy(edge => edge.Giver.Value).ThenBy(edge => edge.Receiver.Value))
        {
            if (near.TryGetValue(edge.Receiver, out var from) && far.TryGetValue(edge.Giver, out var to))
            {
                network.AddEdge(from, to, edge.Amount);
            }
        }

        var amount = network.Flow(Source, Sink);
        return new TrustReach(amount, [.. first.Where(one => network.FlowOf(one.Edge) > 0).Select(one => one.Friend)]);
    }

    /// <summary>Rounds down to 1, 2 or 5 times a power of ten in whole yuan, so that a single promise cannot be told from it.</summary>
    public static long Rounded(long fen)
    {
        var rounded = 0L;
        for (var power = 100L; power <= fen; power *= 10)
        {
            foreach (var step in (long[])[1, 2, 5])
            {
                rounded = step * power <= fen ? step * power : rounded;
            }
        }

        return rounded;
    }

    /// <summary>A network of edges with capacities; its flow is found along shortest ways, level by level (Dinic).</summary>
    private sealed class Network
    {
        private readonly List<List<int>> _edgesOf = [[], []];
        private readonly List<(int To, long Left)> _edges = [];
        private readonly List<long> _capacities = [];

        public int AddNode()
        {
            _edgesOf.Add([]);
            return _edgesOf.Count - 1;
        }

        /// <summary>Adds an edge and its way back, which has the next number.</summary>
        public int AddEdge(int from, int to, long capacity)
        {
            _edgesOf[from].Add(_edges.Count);
            _edges.Add((to, capacity));
            _edgesOf[to].Add(_edges.Count);
            _edges.Add((from, 0));
            _capacities.Add(capacity);
            return _edges.Count - 2;
        }

        public long FlowOf(int edge) => _capacities[edge / 2] - _edges[edge].Left;

        public long Flow(int source, int sink)
        {
            var flow = 0L;
            while (LevelsFrom(source) is var levels && levels[sink] >= 0)
            {
                var next = new int[_edgesOf.Count];
                for (long pushed; (pushed = Push(source, sink, long.MaxValue, levels, next)) > 0;)
                {
                    flow = checked(flow + pushed);
                }
            }

            return flow;
        }

        private int[] LevelsFrom(int source)
        {
            var levels = new int[_edgesOf.Count];
            Array.Fill(levels, -1);
            levels[source] = 0;
            var queue = new Queue<int>([source]);
            while (queue.TryDequeue(out var node))
            {
                foreach (var (to, left) in _edgesOf[node].Select(edge => _edges[edge]))
                {
                    if (left > 0 && levels[to] < 0)
                    {
                        levels[to] = levels[node] + 1;
                        queue.Enqueue(to);
                    }
                }
            }

            return levels;
        }

        private long Push(int node, int sink, long most, int[] levels, int[] next)
        {
            if (node == sink)
            {
                return most;
            }

            for (; next[node] < _edgesOf[node].Count; next[node]++)
            {
                var edge = _edgesOf[node][next[node]];
                var (to, left) = _edges[edge];
                if (left > 0 && levels[to] == levels[node] + 1 && Push(to, sink, Math.Min(most, left), levels, next) is > 0 and var pushed)
                {
                    _edges[edge] = (to, left - pushed);
                    var (back, taken) = _edges[edge ^ 1];
                    _edges[edge ^ 1] = (back, taken + pushed);
                    return pushed;
                }
            }

            return 0;
        }
    }
}
