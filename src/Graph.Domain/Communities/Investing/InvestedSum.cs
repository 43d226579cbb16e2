using Graph.Domain.Funds.Arithmetic;

namespace Graph.Domain.Communities.Investing;

/// <summary>
/// Decides what may be published of what persons hold together. One significant digit tells little about anybody, unless there are
/// few persons, one of them holds most, or the sum is published again after one holding changed.
/// </summary>
public static class InvestedSum
{
    /// <summary>The fewest persons whose sum is published, and whose holdings have to change before it is published again.</summary>
    public const int LeastPersons = 5;

    /// <summary>
    /// Returns what is published, in fen, rounded down to one significant digit; null when fewer than five persons hold something,
    /// or one of them holds over half.
    /// </summary>
    /// <param name="units">The units of each person who holds some, in ten-thousandths.</param>
    /// <param name="value">The value of a unit, in ten-thousandths of a yuan.</param>
    public static long? Of(IReadOnlyCollection<long> units, long value)
    {
        var sum = units.Sum();
        return units.Count < LeastPersons || units.Max() > sum - units.Max() ? null : FirstDigit.Of(FundMath.WorthOf(sum, value));
    }

    /// <summary>Returns how many persons hold something else than before.</summary>
    public static int Changed(IReadOnlyCollection<CommunityShare> before, IReadOnlyCollection<CommunityShare> now)
    {
        var moved = before.ToDictionary(share => share.PersonId, share => share.Moved);
        var same = now.Count(share => moved.TryGetValue(share.PersonId, out var earlier) && earlier == share.Moved);
        var kept = now.Count(share => moved.ContainsKey(share.PersonId));
        return before.Count + now.Count - kept - same;
    }
}
