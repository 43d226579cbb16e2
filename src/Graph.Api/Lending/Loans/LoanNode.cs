using Graph.Api.Ledger;
using Graph.Api.Lending.Guarantees;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Loans;

/// <summary>
/// Money that one friend lends to another. Only the two see it, and guarantors while they are asked or stand in for it.
/// </summary>
public sealed class LoanNode(Loan loan) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>The opaque global ID. Only the two people and guarantors can fetch the loan by it.</summary>
    public ITypedId Id => loan.Id;

    /// <summary>The person who lends the money.</summary>
    public Loading<UserNode> Lender(UserLoaders users) => users.Named.Load(loan.LenderId, user => user!);

    /// <summary>The person who borrows the money.</summary>
    public Loading<UserNode> Borrower(UserLoaders users) => users.Named.Load(loan.BorrowerId, user => user!);

    /// <summary>The amount that is lent.</summary>
    public Money Principal => Amount(loan.Principal);

    /// <summary>The rate of interest for a year, as a fraction: "0.12" is twelve percent.</summary>
    public decimal AnnualRate => loan.Terms.Rate.ToDecimal();

    /// <summary>The length of the loan, and how its principal is paid back.</summary>
    public LoanTermNode Term => new(loan.Terms);

    /// <summary>The status of the loan today.</summary>
    public LoanStatus Status(TimeProvider clock) => loan.StatusAt(clock.UtcNow());

    /// <summary>What the money is for, at most 200 characters; null when nobody said.</summary>
    public string? Purpose => loan.Purpose;

    /// <summary>
    /// Whether the viewer can answer it now with `answerLoan`: the lender a request, the borrower an offer.
    /// </summary>
    public bool ViewerCanAnswer(Caller caller, TimeProvider clock) => loan.CanBeAnsweredBy(caller.Id, clock.UtcNow());

    /// <summary>Whether the loan waits for an answer now.</summary>
    internal bool Waits(TimeProvider clock) => loan.WaitsAt(clock.UtcNow());

    /// <summary>
    /// The instalments as they stand today. Before the payout: as they would be if the money were paid out today.
    /// </summary>
    public Loading<IReadOnlyList<InstallmentNode>> Schedule(LoanLoaders loans, TimeProvider clock)
    {
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        return loans.StandingOf(loan).Then(standing => (IReadOnlyList<InstallmentNode>)
            [.. standing.State.Installments.Select(one => new InstallmentNode(one, StatusOf(one, today), loan.Currency))]);
    }

    /// <summary>
    /// What would pay the lender completely today: the unpaid principal, and the interest to date. Zero before the payout and
    /// after the end.
    /// </summary>
    public Loading<Money> Outstanding(LoanLoaders loans) => OfRunning(loans, standing => standing.LendersClaim);

    /// <summary>What has to be paid by the end of today, interest included.</summary>
    public Loading<Money> DueNow(LoanLoaders loans) =>
        OfRunning(loans, standing => standing.LendersClaim > 0 ? standing.State.DueNow : 0);

    /// <summary>What should have been paid by the end of an earlier day.</summary>
    public Loading<Money> Overdue(LoanLoaders loans) =>
        OfRunning(loans, standing => standing.LendersClaim > 0 ? standing.State.Overdue : 0);

    /// <summary>
    /// What the borrower owes to guarantors who paid for the loan; for a guarantor, what is owed to them. A repayment goes to the
    /// lender first, then to the guarantors.
    /// </summary>
    public Loading<Money> OwedToGuarantors(LoanLoaders loans, Caller caller) => OfRunning(loans, standing =>
        standing.Guarantees.Where(guarantee => IsShownTo(caller, guarantee)).Sum(guarantee => guarantee.Claim));

    /// <summary>
    /// The day in Asia/Shanghai on which the first unpaid instalment is or was due; null before the payout and after the end.
    /// </summary>
    public DateOnly? NextDueOn => loan.NextDueOn;

    /// <summary>What the lender has received so far, from the borrower and from guarantors.</summary>
    public Money Paid => Amount(loan.PrincipalRepaid + loan.InterestPaid);

    /// <summary>
    /// Whether what is due is paid from the borrower's wallet by itself. Only the borrower sees it; it is false for others, and for a loan
    /// that is in default.
    /// </summary>
    public bool AutoRepay(Caller caller) => loan is { AutoRepay: true, Status: LoanStatus.Active } && caller.Id == loan.BorrowerId;

    /// <summary>Until when it can be answered, in UTC; null after it was answered.</summary>
    public DateTime? AnswerBy => loan.IsOpen ? loan.AnswerBy : null;

    /// <summary>What both sides accepted; null before the payout.</summary>
    public Loading<LoanContractNode?> Contract(LoanLoaders loans) => loans.Contracts.Load(loan.Id);

    /// <summary>
    /// The guarantees that the borrower asked for, in the order in which they were asked for. A guarantor sees only their own;
    /// the contract names all that were given.
    /// </summary>
    [AtMost(Guarantee.MaxOfLoan)]
    public Loading<IReadOnlyList<GuaranteeNode>> Guarantors(LoanLoaders loans, Caller caller) => loans.Guarantees.Load(
        loan.Id,
        found => (IReadOnlyList<GuaranteeNode>)
            [.. found.Where(guarantee => IsShownTo(caller, guarantee)).Select(guarantee => new GuaranteeNode(guarantee, loan))]);

    /// <summary>The transactions of this loan that the viewer may see, the oldest first.</summary>
    public Loading<Connection<TransactionNode>> Transactions(
        GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        pages.Load<LoanId, TransactionNode>(loan.Id, page, (loans, cancellationToken) =>
            LoanRows.TransactionsAsync(db, caller, loans, page, cancellationToken)).Then(found => found!);

    /// <summary>The time at which it was asked for or offered, in UTC.</summary>
    public DateTime CreatedAt => loan.CreatedAt;

    /// <summary>The time at which both had accepted and the money was paid out, in UTC; null before.</summary>
    public DateTime? AcceptedAt => loan.AcceptedAt;

    /// <summary>The time at which it ended, in UTC; null while it goes on.</summary>
    public DateTime? ClosedAt => loan.ClosedAt;

    private bool IsShownTo(Caller caller, Guarantee guarantee) =>
        caller.Id == loan.LenderId || caller.Id == loan.BorrowerId || caller.Id == guarantee.GuarantorId;

    private Money Amount(long minorUnits) => new(minorUnits, loan.Currency);

    private Loading<Money> OfRunning(LoanLoaders loans, Func<LoanStanding, long> amount) => loan.IsRunning
        ? loans.StandingOf(loan).Then(standing => Amount(amount(standing)))
        : new Loaded<Money>(Amount(0));

    private InstallmentStatus StatusOf(InstallmentState one, DateOnly today) =>
        one.IsPaid && loan.PaidOutOn is not null ? InstallmentStatus.Paid
        : loan.ForgivenAt is not null ? InstallmentStatus.Forgiven
        : loan.IsRunning && one.DueOn < today ? InstallmentStatus.Overdue
        : one.Paid > 0 ? InstallmentStatus.PartlyPaid
        : InstallmentStatus.Due;
}

/// <summary>What both sides of a loan accepted. It never changes.</summary>
public sealed class LoanContractNode(LoanContract contract)
{
    /// <summary>
    /// The text: both people with their real names as they were then, the terms, the instalments, the guarantors. Lines are
    /// separated by line feeds.
    /// </summary>
    public string Text => contract.Text;

    /// <summary>SHA-256 over `text` in UTF-8, 64 hexadecimal digits.</summary>
    public string Digest => contract.Digest;

    /// <summary>The time at which both had accepted, in UTC.</summary>
    public DateTime AcceptedAt => contract.AcceptedAt;
}
