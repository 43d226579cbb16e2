namespace Graph.Domain.Lending.Plans;

/// <summary>A one-year loan prime rate, and the day from which it applies.</summary>
public sealed record PrimeRate(DateOnly From, AnnualRate Rate);

/// <summary>
/// The highest rate at which people may lend: four times the one-year loan prime rate on the day of the payout, fees
/// included, not compounded (Supreme People's Court, Fa Shi [2020] 17, articles 25 and 29). The rates are those of the
/// National Interbank Funding Center; the setting `Lending:PrimeRates` adds later ones.
/// </summary>
public sealed class PrimeRates
{
    private const int Times = 4;

    private static readonly (string From, long Millionths)[] Published =
    [
        ("2020-08-20", 38_500),
        ("2021-12-20", 38_000),
        ("2022-01-20", 37_000),
        ("2022-08-22", 36_500),
        ("2023-06-20", 35_500),
        ("2023-08-21", 34_500),
        ("2024-07-22", 33_500),
        ("2024-10-21", 31_000),
        ("2025-05-20", 30_000),
    ];

    private readonly PrimeRate[] _rates;

    public PrimeRates(IEnumerable<PrimeRate>? later = null) => _rates =
    [
        .. Published.Select(one => new PrimeRate(DateOnly.ParseExact(one.From, "O"), new AnnualRate(one.Millionths)))
            .Concat(later ?? [])
            .GroupBy(one => one.From)
            .Select(group => group.Last())
            .OrderBy(one => one.From),
    ];

    /// <summary>The first day for which a cap is known.</summary>
    public DateOnly First => _rates[0].From;

    /// <summary>Returns the highest rate at which a loan may be paid out on a day.</summary>
    public AnnualRate CapOn(DateOnly day) => new(Times * _rates.Last(one => one.From <= day).Rate.Millionths);
}
