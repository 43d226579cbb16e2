using Graph.Domain.Shared;

namespace Graph.Domain.Lending.Plans;

/// <summary>Reads the terms of a loan, and holds them against the highest rate.</summary>
public static class LoanTermsInput
{
    /// <summary>Reads terms as they were sent. What is wrong with them is added to the validation.</summary>
    public static LoanTerms Read(Validation check, Money principal, decimal annualRate, int months, RepaymentKind repayment)
    {
        check.Check(
            AnnualRate.TryFromDecimal(annualRate, out var rate),
            "A rate is a fraction between 0 and 1 with at most six decimals: 0.12 is twelve percent a year.",
            "annualRate");
        check.Check(months is >= 1 and <= LoanTerms.MaxMonths, $"A loan runs for 1 to {LoanTerms.MaxMonths} months.", "months");
        return new LoanTerms(principal, rate, Math.Clamp(months, 1, LoanTerms.MaxMonths), repayment);
    }

    /// <summary>Refuses a plan whose rate is above the cap on its first day.</summary>
    /// <param name="rates">The prime rates.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="path">The path in the input to what decides about the rate.</param>
    internal static void RequireWithinCap(this PrimeRates rates, LoanPlan plan, string path)
    {
        var (cap, effective) = (rates.CapOn(plan.Start), plan.EffectiveRate);
        if (effective.Millionths > cap.Millionths)
        {
            throw new DomainException(new RateCapExceededError(cap.ToDecimal(), effective.ToDecimal(), path));
        }
    }
}
