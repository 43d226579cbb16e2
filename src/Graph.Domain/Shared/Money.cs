namespace Graph.Domain.Shared;

/// <summary>The currencies that the ledger keeps.</summary>
public enum Currency
{
    /// <summary>Renminbi yuan, two decimal digits.</summary>
    Cny = 0,
}

/// <summary>
/// An amount in minor units (fen). Arithmetic is checked for overflow, and throws when two currencies are mixed.
/// </summary>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    /// <summary>The largest amount of a single movement: 10^13 fen, which is ¥100 billion.</summary>
    public const long MaxMinorUnits = 10_000_000_000_000;

    private const decimal MinorUnit = 0.01m;
    private const int Digits = 2;

    public static Money Fen(long minorUnits) => new(minorUnits, Currency.Cny);

    public static Money Yuan(long majorUnits) => Fen(checked(majorUnits * 100));

    /// <summary>
    /// Returns the amount in major units. It multiplies instead of dividing, because the product keeps two digits:
    /// 1250 gives 12.50.
    /// </summary>
    public decimal ToDecimal() => MinorUnits * MinorUnit;

    /// <summary>
    /// Converts a decimal to money. Returns false when the decimal has more digits than the currency, or is too large.
    /// </summary>
    public static bool TryFromDecimal(decimal amount, Currency currency, out Money money)
    {
        money = new Money(0, currency);
        if (amount.Scale > Digits || Math.Abs(amount) > long.MaxValue * MinorUnit)
        {
            return false;
        }

        money = new Money((long)(amount * 100m), currency);
        return true;
    }

    public static Money operator +(Money left, Money right) =>
        left with { MinorUnits = checked(left.MinorUnits + Same(left, right).MinorUnits) };

    public static Money operator -(Money left, Money right) =>
        left with { MinorUnits = checked(left.MinorUnits - Same(left, right).MinorUnits) };

    public static bool operator >(Money left, Money right) => left.MinorUnits > Same(left, right).MinorUnits;

    public static bool operator <(Money left, Money right) => left.MinorUnits < Same(left, right).MinorUnits;

    public static bool operator >=(Money left, Money right) => left.MinorUnits >= Same(left, right).MinorUnits;

    public static bool operator <=(Money left, Money right) => left.MinorUnits <= Same(left, right).MinorUnits;

    /// <summary>
    /// Splits the amount into parts that add up to the whole and differ by at most one fen. The first parts get the
    /// extra fen.
    /// </summary>
    public IReadOnlyList<Money> Split(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        var (each, over) = Math.DivRem(MinorUnits, parts);
        var currency = Currency;
        return [.. Enumerable.Range(0, parts).Select(i => new Money(i < over ? each + 1 : each, currency))];
    }

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ToDecimal()} {UpperCase.Of(Currency)}");

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} cannot be mixed.");
}
