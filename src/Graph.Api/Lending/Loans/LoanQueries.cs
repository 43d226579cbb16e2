using Graph.Api.Payments;
using Graph.Api.Server.Conventions;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Loans;

[QueryFields]
public sealed class LoanQueries
{
    /// <summary>How far ahead a plan may begin, in years.</summary>
    private const int MaxYearsAhead = 10;

    /// <summary>
    /// A loan before anybody is asked: its instalments, what the interest is in all, and the highest rate that the law allows.
    /// It is computed as the contract's plan is. Wrong values end in BAD_USER_INPUT.
    /// </summary>
    /// <param name="principal">The amount that is lent.</param>
    /// <param name="annualRate">The rate for a year, as a fraction with at most six decimals: "0.12" is twelve percent.</param>
    /// <param name="months">The length in months, 1 to 36.</param>
    /// <param name="repayment">How the principal is paid back.</param>
    /// <param name="startOn">The day of the payout in Asia/Shanghai; today when it is left out.</param>
    public static LoanPlanNode? LoanPlan(
        PrimeRates rates, TimeProvider clock, MoneyInput principal, decimal annualRate, int months, RepaymentKind repayment, DateOnly? startOn)
    {
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        var start = startOn ?? today;
        var check = new Validation();
        var terms = LoanTermsInput.Read(check, principal.ToMoney("principal"), annualRate, months, repayment);
        check.Check(
            start >= rates.First && start <= today.AddYears(MaxYearsAhead),
            $"A plan begins between {rates.First:yyyy-MM-dd} and {MaxYearsAhead} years from now.",
            "startOn").ThrowIfAny();
        return new LoanPlanNode(Graph.Domain.Lending.Plans.LoanPlan.Of(terms, start), rates.CapOn(start));
    }
}
