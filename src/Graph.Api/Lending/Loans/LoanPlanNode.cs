using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Loans;

/// <summary>A loan before anybody is asked: what would be due when, if it were paid out on a given day.</summary>
public sealed class LoanPlanNode(LoanPlan plan, AnnualRate cap)
{
    /// <summary>The instalments, in their order.</summary>
    public IReadOnlyList<InstallmentNode> Schedule =>
        [.. plan.Installments.Select(one => new InstallmentNode(one, plan.Terms.Principal.Currency))];

    /// <summary>The sum of the interest of all instalments.</summary>
    public Money TotalInterest => plan.TotalInterest;

    /// <summary>
    /// The rate for a year that the interest amounts to after rounding, not compounded, as a fraction: "0.12" is twelve percent.
    /// </summary>
    public decimal EffectiveAnnualRate => plan.EffectiveRate.ToDecimal();

    /// <summary>
    /// The highest rate that the law allows on the day of the payout: four times the one-year loan prime rate. A loan whose
    /// `effectiveAnnualRate` is above it is refused.
    /// </summary>
    public decimal RateCap => cap.ToDecimal();
}

/// <summary>The length of a loan, and how its principal is paid back.</summary>
public sealed class LoanTermNode(LoanTerms terms)
{
    /// <summary>The length in months, 1 to 36.</summary>
    public int Months => terms.Months;

    /// <summary>How the principal is paid back.</summary>
    public RepaymentKind Repayment => terms.Repayment;
}

/// <summary>The status of an instalment.</summary>
public enum InstallmentStatus
{
    /// <summary>Nothing of it is paid yet, and its day is not over.</summary>
    Due,

    /// <summary>A part of it is paid, and its day is not over.</summary>
    PartlyPaid,

    /// <summary>It is paid.</summary>
    Paid,

    /// <summary>Its day is over, and it is not paid completely.</summary>
    Overdue,

    /// <summary>What was not paid of it was forgiven.</summary>
    Forgiven,
}

/// <summary>An instalment of a loan.</summary>
public sealed class InstallmentNode
{
    private readonly InstallmentState _state;
    private readonly Currency _currency;

    public InstallmentNode(PlannedInstallment planned, Currency currency)
        : this(new InstallmentState(planned.Number, planned.DueOn, planned.Principal, planned.Interest, 0, 0), InstallmentStatus.Due, currency)
    {
    }

    public InstallmentNode(InstallmentState state, InstallmentStatus status, Currency currency) =>
        (_state, Status, _currency) = (state, status, currency);

    /// <summary>The position among the instalments, from 1.</summary>
    public int Number => _state.Number;

    /// <summary>The day in Asia/Shanghai until whose end it is paid in time.</summary>
    public DateOnly DueOn => _state.DueOn;

    /// <summary>The part of the principal.</summary>
    public Money Principal => new(_state.Principal, _currency);

    /// <summary>
    /// The interest of its period: what accrued so far, and what will accrue if the rest is paid on the due days. It is less than
    /// in the contract after an early repayment, and more after a late one.
    /// </summary>
    public Money Interest => new(_state.Interest, _currency);

    /// <summary>What was paid of it.</summary>
    public Money Paid => new(_state.Paid, _currency);

    /// <summary>The status of the instalment today.</summary>
    public InstallmentStatus Status { get; }
}
