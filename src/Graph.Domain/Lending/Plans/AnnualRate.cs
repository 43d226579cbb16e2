namespace Graph.Domain.Lending.Plans;

/// <summary>A rate of interest for a year, as a fraction with six decimals: 0.12 is twelve percent.</summary>
public readonly record struct AnnualRate(long Millionths)
{
    /// <summary>The number of parts of which the rate counts how many.</summary>
    public const long One = 1_000_000;

    private const int Digits = 6;

    /// <summary>Converts a decimal. Returns false when it has more than six decimals, or is below 0 or above 1.</summary>
    public static bool TryFromDecimal(decimal rate, out AnnualRate exact)
    {
        exact = default;
        if (rate.Scale > Digits || rate is < 0 or > 1)
        {
            return false;
        }

        exact = new AnnualRate((long)(rate * One));
        return true;
    }

    public decimal ToDecimal() => (decimal)Millionths / One;
}
