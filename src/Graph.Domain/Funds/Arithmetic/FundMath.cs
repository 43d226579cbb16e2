namespace Graph.Domain.Funds.Arithmetic;

/// <summary>
/// The arithmetic of funds, in integers. Units and values of a unit have four decimals: a long counts ten-thousandths. Money
/// is in fen, fees are in millionths. Nothing is rounded twice, and what is not rounded down says so.
/// </summary>
public static class FundMath
{
    /// <summary>The ten-thousandths of one unit, or of one yuan of a unit's value.</summary>
    public const long Scale = 10_000;

    /// <summary>The digits after the point of units and of values of a unit.</summary>
    public const byte Decimals = 4;

    /// <summary>A fee of one hundred percent.</summary>
    public const long WholeFee = 1_000_000;

    /// <summary>The value of a unit of a money-market fund: always one yuan.</summary>
    public const long OneYuan = Scale;

    /// <summary>The ten-thousandths of units that are worth one fen at one yuan a unit.</summary>
    public const long UnitsOfFen = Scale / 100;

    /// <summary>The fewest units that can be redeemed, unless all are.</summary>
    public const long LeastUnits = Scale / 100;

    /// <summary>Units times value, both in ten-thousandths, that make one fen.</summary>
    private const long ProductOfFen = Scale * Scale / 100;

    /// <summary>Units times income, both in ten-thousandths, that make a ten-thousandth of a unit.</summary>
    public const long ProductOfIncome = 100_000_000;

    /// <summary>Converts units, or the value of a unit, to a number with four decimals.</summary>
    public static decimal ToDecimal(long tenThousandths) => tenThousandths * 0.0001m;

    /// <summary>Returns the part of a paid amount that buys units: amount / (1 + fee), rounded down. The rest is the fee.</summary>
    /// <param name="amount">What was paid, in fen.</param>
    /// <param name="fee">The subscription fee, in millionths.</param>
    public static long NetOf(long amount, long fee) => (long)((Int128)amount * WholeFee / (WholeFee + fee));

    /// <summary>The units that an amount buys, rounded down.</summary>
    /// <param name="net">The amount, in fen.</param>
    /// <param name="value">The value of a unit.</param>
    public static long UnitsFor(long net, long value) => (long)((Int128)net * ProductOfFen / value);

    /// <summary>What units are worth, in fen, rounded down.</summary>
    /// <param name="units">The units.</param>
    /// <param name="value">The value of a unit.</param>
    public static long WorthOf(long units, long value) => (long)((Int128)units * value / ProductOfFen);

    /// <summary>The redemption fee of units that were held for different times, in fen. The sum is rounded once, half up.</summary>
    /// <param name="parts">Units, each with the fee of their holding time in millionths.</param>
    /// <param name="value">The value of a unit.</param>
    public static long FeeOf(IEnumerable<(long Units, long Fee)> parts, long value)
    {
        var sum = parts.Aggregate(Int128.Zero, (sum, part) => sum + (Int128)part.Units * value * part.Fee);
        var whole = (Int128)ProductOfFen * WholeFee;
        return (long)((2 * sum + whole) / (2 * whole));
    }

    /// <summary>
    /// The income of units on one day. What is less than a ten-thousandth of a unit is carried to the next day, so that
    /// nothing is lost over years.
    /// </summary>
    /// <param name="units">The units that earn.</param>
    /// <param name="incomePer10K">The income of 10,000 units, in ten-thousandths of a yuan.</param>
    /// <param name="carry">What was carried from the day before, from 0 to 99,999,999.</param>
    public static (long Units, long Carry) IncomeOf(long units, long incomePer10K, long carry)
    {
        var (income, rest) = Int128.DivRem((Int128)units * incomePer10K + carry, ProductOfIncome);
        return ((long)income, (long)rest);
    }
}
