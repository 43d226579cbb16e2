using System.Numerics;

namespace Graph.Domain.Lending.Plans;

/// <summary>
/// Simple interest by the day: the principal that is unpaid at the start of a day, times the rate, divided by 365, in leap
/// years too. The day of the payout counts, the day of a repayment does not. There is no interest on interest.
/// </summary>
public static class DailyInterest
{
    private const long DaysOfYear = 365;

    /// <summary>
    /// Returns the interest in minor units, rounded down once. The sum before it is exact, because only whole numbers are
    /// added up.
    /// </summary>
    /// <param name="principalDays">The sum, over the days, of the principal that is unpaid on each, in minor units.</param>
    /// <param name="rate">The rate for a year.</param>
    public static long Of(BigInteger principalDays, AnnualRate rate) =>
        (long)(principalDays * rate.Millionths / (DaysOfYear * AnnualRate.One));

    /// <summary>
    /// Returns the rate that an amount of interest is, without compounding: 365 × interest ÷ the sum of the principal of
    /// each day. It is rounded up at the sixth decimal, so that a rate beyond a cap never looks as if it kept it.
    /// </summary>
    public static AnnualRate RateOf(long interest, BigInteger principalDays)
    {
        if (principalDays.IsZero)
        {
            return default;
        }

        var (whole, rest) = BigInteger.DivRem(new BigInteger(interest) * DaysOfYear * AnnualRate.One, principalDays);
        return new AnnualRate((long)(rest.IsZero ? whole : whole + 1));
    }

    /// <summary>Returns the factor by which an amount grows over some days, as an exact fraction.</summary>
    internal static (BigInteger Numerator, BigInteger Denominator) Growth(AnnualRate rate, int days)
    {
        BigInteger denominator = DaysOfYear * AnnualRate.One;
        return (denominator + (new BigInteger(rate.Millionths) * days), denominator);
    }
}
