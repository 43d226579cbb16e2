namespace Graph.Domain.Funds.Arithmetic;

/// <summary>Money that went into an investment (negative) or came out of it (positive) on a day.</summary>
public sealed record CashFlow(DateOnly On, long Amount);

/// <summary>Returns as people compare them.</summary>
public static class Returns
{
    /// <summary>The days whose income the yield counts.</summary>
    public const int YieldDays = 7;

    /// <summary>An investment that is younger has no annual return: a few days would be blown up to a year.</summary>
    public const int MinDays = 30;

    private const byte YieldDecimals = 5;
    private const byte ReturnDecimals = 6;
    private const double DaysOfYear = 365;
    private const double LeastRate = -0.999999;
    private const double MostRate = 1_000_000;

    /// <summary>
    /// The annual yield of a money-market fund over seven days: the income is added to the units each day
    /// ((Π (1 + R / 10,000))^(365/7) − 1), as a fraction, rounded half up at five decimals.
    /// </summary>
    /// <param name="incomes">The income of 10,000 units on each of the seven days, in ten-thousandths of a yuan.</param>
    /// <returns>Null when there are fewer than seven days.</returns>
    public static decimal? SevenDayYield(IReadOnlyCollection<long> incomes)
    {
        if (incomes.Count < YieldDays)
        {
            return null;
        }

        var product = incomes.TakeLast(YieldDays).Aggregate(1m, (product, income) => product * (1 + (income / 100_000_000m)));
        var yield = Math.Pow((double)product, DaysOfYear / YieldDays) - 1;
        return Rounded(yield, YieldDecimals);
    }

    /// <summary>
    /// The annual rate at which all flows together are worth nothing (XIRR, 365 days a year), as a fraction, rounded half up
    /// at six decimals.
    /// </summary>
    /// <param name="flows">What went in and out, with the value of what is left as the last one.</param>
    /// <returns>Null when less than 30 days lie between the first and the last, or when there is no such rate.</returns>
    public static decimal? Annual(IReadOnlyCollection<CashFlow> flows)
    {
        if (flows.Count < 2 || !flows.Any(flow => flow.Amount < 0) || !flows.Any(flow => flow.Amount > 0))
        {
            return null;
        }

        var first = flows.Min(flow => flow.On);
        if (flows.Max(flow => flow.On).DayNumber - first.DayNumber < MinDays)
        {
            return null;
        }

        // The worth falls from above zero to below it, because money goes in before it comes out. Halving finds the place.
        var (low, high) = (LeastRate, MostRate);
        if (WorthAt(low) < 0 || WorthAt(high) > 0)
        {
            return null;
        }

        for (var step = 0; step < 200; step++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = WorthAt(middle) > 0 ? (middle, high) : (low, middle);
        }

        return Rounded(low, ReturnDecimals);

        double WorthAt(double rate) => flows.Sum(flow =>
            flow.Amount * Math.Pow(1 + rate, -(flow.On.DayNumber - first.DayNumber) / DaysOfYear));
    }

    /// <summary>Rounds half up. The result keeps its zeros, so that it always has as many decimals.</summary>
    private static decimal? Rounded(double value, byte decimals)
    {
        var step = new decimal(1, 0, 0, isNegative: false, decimals);
        return double.IsFinite(value) && Math.Abs(value) < 1e9 ? Math.Floor(((decimal)value / step) + 0.5m) * step : null;
    }
}
