using System.Numerics;
using Graph.Domain.Shared;

namespace Graph.Domain.Lending.Plans;

/// <summary>The terms of a loan: its amount, rate and length, and how it is paid back.</summary>
/// <param name="Principal">The amount that is lent.</param>
/// <param name="Rate">The rate of interest for a year.</param>
/// <param name="Months">The length in months, 1 to 36.</param>
/// <param name="Repayment">How the principal is paid back.</param>
public sealed record LoanTerms(Money Principal, AnnualRate Rate, int Months, RepaymentKind Repayment)
{
    public const int MaxMonths = 36;

    /// <summary>The number of instalments.</summary>
    public int Count => Repayment == RepaymentKind.Bullet ? 1 : Months;
}

/// <summary>An instalment of a plan.</summary>
/// <param name="Number">Its position, from 1.</param>
/// <param name="DueOn">The date, in Shanghai, until whose end it is paid in time.</param>
/// <param name="Principal">The part of the principal, in minor units.</param>
/// <param name="Interest">The interest of its period, in minor units, if all is paid as planned.</param>
public sealed record PlannedInstallment(int Number, DateOnly DueOn, long Principal, long Interest);

/// <summary>
/// The plan of a loan that is paid out on a given day. The same terms and the same day always give the same plan, so the
/// plan that people look at before they ask is the one that the contract contains.
/// </summary>
public sealed record LoanPlan(LoanTerms Terms, DateOnly Start, IReadOnlyList<PlannedInstallment> Installments)
{
    public Money TotalInterest => Terms.Principal with { MinorUnits = Installments.Sum(one => one.Interest) };

    /// <summary>What the interest is for a year, after it was rounded (<see cref="DailyInterest.RateOf"/>).</summary>
    public AnnualRate EffectiveRate => DailyInterest.RateOf(TotalInterest.MinorUnits, PrincipalDays());

    /// <summary>Makes the plan of a loan that is paid out on a day.</summary>
    public static LoanPlan Of(LoanTerms terms, DateOnly start)
    {
        var due = DueDates(terms, start);
        var level = terms.Repayment == RepaymentKind.EqualInstallments ? LevelPayment(terms, start, due) : 0;
        var (left, from) = (terms.Principal.MinorUnits, start);
        var installments = new List<PlannedInstallment>(due.Count);
        foreach (var (index, dueOn) in due.Index())
        {
            var interest = DailyInterest.Of(new BigInteger(left) * Days(from, dueOn), terms.Rate);
            var principal = index == due.Count - 1 ? left : terms.Repayment switch
            {
                RepaymentKind.EqualPrincipal => terms.Principal.MinorUnits / due.Count,
                _ => Math.Min(left, Math.Max(0, level - interest)),
            };
            installments.Add(new PlannedInstallment(index + 1, dueOn, principal, interest));
            (left, from) = (left - principal, dueOn);
        }

        return new LoanPlan(terms, start, installments);
    }

    /// <summary>
    /// Counts the months from the day of the payout each time, so that the dates do not creep: after 31 January come
    /// 28 February and 31 March.
    /// </summary>
    private static List<DateOnly> DueDates(LoanTerms terms, DateOnly start) => terms.Repayment == RepaymentKind.Bullet
        ? [start.AddMonths(terms.Months)]
        : [.. Enumerable.Range(1, terms.Months).Select(start.AddMonths)];

    /// <summary>
    /// Returns the equal payment that would pay back everything, in whole minor units: the principal divided by the sum of
    /// what one unit at each due date is worth at the start. It is computed as an exact fraction and rounded half up.
    /// </summary>
    private static long LevelPayment(LoanTerms terms, DateOnly start, List<DateOnly> due)
    {
        // The worth of a unit at date k is 1 / (g1 × … × gk). Over the common denominator g1 × … × gn, the sum of the worths is
        // Σ (gk+1 × … × gn). Each g is a fraction with the same denominator d, so the sum is Σ (Gk+1 × … × Gn × d^k).
        BigInteger sum = 0, product = 1;
        for (var k = due.Count - 1; k >= 0; k--)
        {
            var (growth, denominator) = DailyInterest.Growth(terms.Rate, Days(k == 0 ? start : due[k - 1], due[k]));
            sum += product * BigInteger.Pow(denominator, k + 1);
            product *= growth;
        }

        return (long)((2 * terms.Principal.MinorUnits * product + sum) / (2 * sum));
    }

    private BigInteger PrincipalDays()
    {
        var (left, from, sum) = (Terms.Principal.MinorUnits, Start, BigInteger.Zero);
        foreach (var one in Installments)
        {
            sum += new BigInteger(left) * Days(from, one.DueOn);
            (left, from) = (left - one.Principal, one.DueOn);
        }

        return sum;
    }

    private static int Days(DateOnly from, DateOnly until) => until.DayNumber - from.DayNumber;
}
