using System.Numerics;

namespace Graph.Domain.Lending.Books;

/// <summary>Divides an amount in proportion to shares.</summary>
public static class Shares
{
    /// <summary>
    /// Divides an amount in proportion, in whole minor units: each part is rounded down, and the units that are left go to the
    /// largest remainders, of equal ones to the first. No part is larger than its share, and an amount beyond the sum of all
    /// shares stays undivided.
    /// </summary>
    public static IReadOnlyList<long> Divide(long amount, IReadOnlyList<long> shares)
    {
        var sum = shares.Sum();
        if (amount >= sum)
        {
            return shares;
        }

        var parts = shares.Select((share, index) =>
        {
            var (whole, rest) = BigInteger.DivRem(new BigInteger(amount) * share, sum);
            return (Index: index, Whole: (long)whole, Remainder: rest);
        }).ToList();
        var left = amount - parts.Sum(part => part.Whole);
        var luckier = parts.OrderByDescending(part => part.Remainder).Take((int)left).Select(part => part.Index).ToHashSet();
        return [.. parts.Select(part => part.Whole + (luckier.Contains(part.Index) ? 1 : 0))];
    }
}
