using System.Linq.Expressions;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Lending.Loans;

public readonly record struct LoanId(Guid Value) : ITypedId<LoanId>
{
    public static LoanId From(Guid value) => new(value);
}

/// <summary>
/// Money that one friend lends to another. Everything that can be computed from the plan and from what the lender received
/// is computed (<see cref="LoanBook"/>). The columns repeat of it only what constraints and queries need.
/// </summary>
public sealed class Loan
{
    /// <summary>How long a request or an offer waits for an answer.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromDays(7);

    public required LoanId Id { get; init; }

    public required UserId LenderId { get; init; }

    public required UserId BorrowerId { get; init; }

    public required long Principal { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The rate for a year, in millionths (<see cref="AnnualRate"/>).</summary>
    public required long Rate { get; init; }

    public required long Months { get; init; }

    public required RepaymentKind Repayment { get; init; }

    public string? Purpose { get; init; }

    /// <summary>
    /// The stored status. OVERDUE and the end of the answer time are not stored: they follow from the clock. Use
    /// <see cref="StatusAt"/>.
    /// </summary>
    public required LoanStatus Status { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Until when a request or an offer can be answered.</summary>
    public required DateTime AnswerBy { get; init; }

    /// <summary>When both sides had accepted, and the money was paid out.</summary>
    public DateTime? AcceptedAt { get; private set; }

    /// <summary>The day of the payout in Shanghai, from which the plan counts.</summary>
    public DateOnly? PaidOutOn { get; private set; }

    /// <summary>The transaction that pays the money out, or holds it while an offer is open.</summary>
    public TransactionId? DisbursementId { get; init; }

    /// <summary>The lender's promise that the loan uses; null when it uses none.</summary>
    public TrustLineId? TrustLineId { get; private set; }

    public long PrincipalRepaid { get; private set; }

    public long InterestPaid { get; private set; }

    public long PrincipalForgiven { get; private set; }

    public long InterestForgiven { get; private set; }

    /// <summary>The due date of the first instalment that is not paid; null while there is none.</summary>
    public DateOnly? NextDueOn { get; private set; }

    /// <summary>Whether what is due is paid from the borrower's wallet by itself.</summary>
    public bool AutoRepay { get; private set; }

    /// <summary>When the lender let the claim go; null when not.</summary>
    public DateTime? ForgivenAt { get; private set; }

    public DateTime? DefaultedAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>When the next step happens by itself; null when there is none.</summary>
    public DateTime? DueAt { get; init; }

    /// <summary>The last day whose steps were taken.</summary>
    public DateOnly? SteppedOn { get; private set; }

    /// <summary>
    /// Breaks ties between loans that were created in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    public LoanTerms Terms => new(new Money(Principal, Currency), new AnnualRate(Rate), (int)Months, Repayment);

    /// <summary>Whether it waits for an answer.</summary>
    public bool IsOpen => Status is LoanStatus.Requested or LoanStatus.Offered;

    /// <summary>Whether the money was paid out, and somebody is still owed.</summary>
    public bool IsRunning => Status is LoanStatus.Active or LoanStatus.Defaulted;

    /// <summary>The person who asked first: who can take it back. The other one answers.</summary>
    public UserId AskerId => Status == LoanStatus.Requested ? BorrowerId : LenderId;

    public UserId AnswererId => Status == LoanStatus.Requested ? LenderId : BorrowerId;

    public LoanStatus StatusAt(DateTime now) => Status switch
    {
        LoanStatus.Requested or LoanStatus.Offered when AnswerBy <= now => LoanStatus.Expired,
        LoanStatus.Active when NextDueOn < BusinessCalendar.DateOf(now) => LoanStatus.Overdue,
        var status => status,
    };

    /// <summary>Whether it waits for an answer that may still be given.</summary>
    public bool WaitsAt(DateTime now) => StatusAt(now) is LoanStatus.Requested or LoanStatus.Offered;

    /// <summary>Whether a user can answer it now. The button and `answerLoan` both ask this.</summary>
    /// <param name="user">The user; null when nobody is signed in.</param>
    /// <param name="now">The time, in UTC.</param>
    public bool CanBeAnsweredBy(UserId? user, DateTime now) => WaitsAt(now) && user == AnswererId;

    /// <summary>The plan as of the payout; before it, as if the money were paid out on a given day.</summary>
    public LoanPlan PlanAsOf(DateOnly today) => LoanPlan.Of(Terms, PaidOutOn ?? today);

    /// <summary>The book over what the lender received.</summary>
    public LoanBook BookOver(DateOnly today, IReadOnlyList<Settlement> settled) =>
        new(PlanAsOf(today), settled, DefaultedAt is not null);

    /// <summary>
    /// Selects the loans that the viewer may see: as one of the two people, or as a guarantor who is asked, or stands in for
    /// it. Nobody else learns of a loan.
    /// </summary>
    public static Expression<Func<Loan, bool>> VisibleTo(UserId viewer, GraphDb db) => loan =>
        loan.LenderId == viewer
        || loan.BorrowerId == viewer
        || db.Set<Guarantee>().Any(g => g.LoanId == loan.Id && g.GuarantorId == viewer
            && (g.Status == GuaranteeStatus.Asked || g.Status == GuaranteeStatus.Given || g.Status == GuaranteeStatus.Called));
}
