namespace Graph.Domain.Shared;

/// <summary>The currencies that the ledger keeps.</summary>
public enum Currency
{
    /// <summary>Renminbi yuan, two decimal digits.</summary>
    Cny = 0,
}

/// <summary>An amount in minor units (fen). Arithmetic is checked, and two currencies never mix.</summary>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    /// <summary>The most that one movement can carry: 10^13 fen, ¥100 billion.</summary>
    public const long MaxMinorUnits = 10_000_000_000_000;

    private const decimal MinorUnit = 0.01m;
    private const int Digits = 2;

    public static Money Fen(long minorUnits) => new(minorUnits, Currency.Cny);

    public static Money Yuan(long majorUnits) => Fen(checked(majorUnits * 100));

    /// <summary>In major units. Multiplied, not divided: the product keeps two digits, so that 1250 reads 12.50.</summary>
    public decimal ToDecimal() => MinorUnits * MinorUnit;

    /// <summary>Whether the decimal has no more digits than the currency, and fits.</summary>
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

    /// <summary>Parts that differ by at most one fen and add up to the whole; the first ones take what is over.</summary>
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
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} do not mix.");
}
