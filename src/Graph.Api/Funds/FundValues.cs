using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;

namespace Graph.Api.Funds;

/// <summary>The values of the demo's funds. A sum of waves looks like a market, and is the same on every machine.</summary>
internal static class FundValues
{
    private static readonly DateOnly Zero = new(2024, 1, 1);
    private static readonly ExchangeCalendar Calendar = new();

    /// <summary>The days of a fund from one day to another, both included.</summary>
    public static IEnumerable<DayPublication> Between(DateOnly first, DateOnly last, FundId fund, FundKind kind, int index)
    {
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var age = day.DayNumber - Zero.DayNumber;
            var wave = Math.Sin(age / (11.0 + index)) + Math.Sin(age / (37.0 - index)) + Math.Sin(age / (131.0 + (5 * index)));
            if (kind == FundKind.MoneyMarket)
            {
                yield return new DayPublication(fund, day, 1, Rounded(0.48 + (0.03 * wave) + (0.01 * index)));
            }
            else if (Calendar.IsOpen(day))
            {
                var (growth, width) = kind switch { FundKind.Bond => (0.00010, 0.004), FundKind.Mixed => (0.00018, 0.03), _ => (0.00025, 0.08) };
                yield return new DayPublication(fund, day, Rounded(1 + (growth * age) + (width * wave)), null);
            }
        }
    }

    private static decimal Rounded(double value) => Math.Round((decimal)value, 4);
}
