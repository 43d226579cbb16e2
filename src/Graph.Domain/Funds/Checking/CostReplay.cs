namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Finds what the units of a holding have cost, from all that came and left. The time of a posting is taken before the rows are
/// locked, so it does not tell which of two came first that happened at nearly the same time. Then each order of them that is
/// possible counts, and the cost lies between the least and the most of all these.
/// </summary>
internal static class CostReplay
{
    /// <summary>Longer than a unit waits for locks, and than clocks of nodes differ.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);

    /// <summary>All orders of so many are tried. Of more at once, only the bounds are known.</summary>
    private const int Most = 10;

    /// <summary>Units that came or left.</summary>
    /// <param name="At">When.</param>
    /// <param name="Units">How many, in ten-thousandths; below zero when they left.</param>
    /// <param name="Paid">What was paid for those that came, in fen; zero for income.</param>
    public readonly record struct Move(DateTime At, long Units, long Paid);

    private readonly record struct State(Int128 Units, Int128 Least, Int128 Most)
    {
        public State Add(Move move) => new(Units + move.Units, Least + move.Paid, Most + move.Paid);

        /// <summary>Those that leave take their part of the cost along, rounded down; all that is left take all of it.</summary>
        public State Take(Int128 part) =>
            part >= Units ? new(0, 0, 0) : new(Units - part, Least - (Least * part / Units), Most - (Most * part / Units));

        public State Or(State other) => new(Units, Int128.Min(Least, other.Least), Int128.Max(Most, other.Most));
    }

    /// <summary>Returns the least and the most that the units can have cost, in fen. Mostly they are the same.</summary>
    public static (Int128 Least, Int128 Most) Of(IEnumerable<Move> moves)
    {
        var (state, together) = (default(State), new List<Move>());
        foreach (var move in moves.OrderBy(move => move.At))
        {
            if (together.Count > 0 && move.At - together[^1].At > Near)
            {
                state = After(state, together);
                together.Clear();
            }

            together.Add(move);
        }

        state = After(state, together);
        return (state.Least, state.Most);
    }

    private static State After(State state, List<Move> together)
    {
        if (together.TrueForAll(move => move.Units > 0))
        {
            return together.Aggregate(state, (sum, move) => sum.Add(move));
        }

        if (together.Count > Most)
        {
            var all = together.Aggregate(state, (sum, move) => sum.Add(move));
            return all with { Least = 0, Most = all.Units == 0 ? 0 : all.Most };
        }

        // What is known once some of them have happened, whatever their order was. The bits of the index say which.
        var after = new State?[1 << together.Count];
        after[0] = state;
        for (var happened = 0; happened < after.Length - 1; happened++)
        {
            if (after[happened] is not { } before)
            {
                continue;
            }

            for (var i = 0; i < together.Count; i++)
            {
                var move = together[i];
                if ((happened & (1 << i)) == 0 && before.Units + move.Units >= 0)
                {
                    var next = move.Units > 0 ? before.Add(move) : before.Take(-move.Units);
                    ref var known = ref after[happened | (1 << i)];
                    known = known?.Or(next) ?? next;
                }
            }
        }

        // Units that were never there have left. The rule about the sum of postings says so.
        return after[^1] ?? default;
    }
}
