using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;

namespace Graph.Domain.Funds.Days;

/// <summary>
/// Says which values of a fund are likely, given those before. Shares move by at most a tenth a day on most boards, and bonds by far less.
/// Looking at one day alone would let small steps add up to anything.
/// </summary>
internal static class LikelyValues
{
    /// <summary>How many published days are looked back at.</summary>
    public const int Days = 20;

    /// <summary>
    /// An income of 10,000 units a day up to three yuan is likely, in ten-thousandths of a yuan: it is a tenth a year. More must not be
    /// over twice that of the day before, and never over twice this.
    /// </summary>
    private const long Income = 30_000;

    /// <param name="kind">What the fund invests in.</param>
    /// <param name="value">The value of a unit.</param>
    /// <param name="last">That of the day before; null for the first day, which may differ by half from one yuan, or be twice as much.</param>
    /// <param name="earliest">That of the earliest day that is looked at; null for the first day.</param>
    public static bool IsLikely(FundKind kind, long value, long? last, long? earliest)
    {
        var (ofDay, ofDays) = kind switch { FundKind.MoneyMarket => (0, 0), FundKind.Bond => (3, 10), _ => (11, 50) };
        return last is { } before && earliest is { } start
            ? IsWithin(value, before, ofDay) && IsWithin(value, start, ofDays)
            : value is >= FundMath.OneYuan / 2 and <= FundMath.OneYuan * 2;
    }

    /// <param name="income">The income of 10,000 units; null when the fund has none.</param>
    /// <param name="last">That of the day before.</param>
    public static bool IsLikelyIncome(long? income, long? last) =>
        income is null || income <= Income || (income <= 2 * Income && income <= 2 * last);

    private static bool IsWithin(long value, long before, int percent) => Math.Abs(value - before) * 100 <= before * percent;
}
