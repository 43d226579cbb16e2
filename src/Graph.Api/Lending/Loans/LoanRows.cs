using Graph.Api.Ledger;
using Graph.Api.Lending.Guarantees;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Lending.Loans;

/// <summary>The part that the viewer has in a loan.</summary>
public enum LoanRole
{
    /// <summary>The viewer lends the money.</summary>
    Lender,

    /// <summary>The viewer borrows the money.</summary>
    Borrower,
}

/// <summary>A filter for loans. A loan must match all fields that are given.</summary>
/// <param name="Status">The status of the loan today.</param>
/// <param name="Role">The part that the viewer has in it.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record LoanFilterInput(
    EnumOperationFilterInput<LoanStatus>? Status,
    EnumOperationFilterInput<LoanRole>? Role,
    IReadOnlyList<LoanFilterInput>? And,
    IReadOnlyList<LoanFilterInput>? Or) : IFilterInput<LoanFilterInput>;

/// <summary>A loan with its status at a point in time and the viewer's part in it.</summary>
internal sealed class LoanRow
{
    public required Loan Loan { get; init; }

    public required LoanStatus Status { get; init; }

    public required LoanRole Role { get; init; }
}

internal static class LoanRows
{
    private static readonly KeptList<(UserId Viewer, DateTime Now, DateOnly Today), LoanRow> Latest = new(
        new Keyset<LoanRow>("loans").By(row => row.Loan.CreatedAt, descending: true).By(row => row.Loan.Tiebreak, descending: true),
        (db, of) => db.Set<Loan>()
            .Where(loan => loan.LenderId == of.Viewer || loan.BorrowerId == of.Viewer)
            .Select(loan => new LoanRow
            {
                Loan = loan,
                Status = (loan.Status == LoanStatus.Requested || loan.Status == LoanStatus.Offered) && loan.AnswerBy <= of.Now
                    ? LoanStatus.Expired
                    : loan.Status == LoanStatus.Active && loan.NextDueOn < of.Today ? LoanStatus.Overdue : loan.Status,
                Role = loan.LenderId == of.Viewer ? LoanRole.Lender : LoanRole.Borrower,
            }));

    private static readonly KeptList<UserId, Guarantee> LatestGuarantees = new(
        new Keyset<Guarantee>("guarantees").By(g => g.AskedAt, descending: true).By(g => g.Tiebreak, descending: true),
        (db, viewer) => db.Set<Guarantee>().Where(g => g.GuarantorId == viewer));

    private static readonly KeptLists<LoanId, (UserId Viewer, IReadOnlyList<LoanId> Loans), OfLoan> OfLoans = new(
        new Keyset<OfLoan>("transactions of a loan").By(row => row.Link.Number),
        (db, of) => db.Set<Loan>().Where(l => of.Loans.Contains(l.Id)).Select(l => l.Id),
        (db, of) => from link in db.Set<LoanTransaction>()
                    join transaction in db.Set<Transaction>().Where(Transaction.VisibleTo(of.Viewer, db))
                        on link.TransactionId equals transaction.Id
                    where of.Loans.Contains(link.LoanId)
                    select new OfLoan { Link = link, Transaction = transaction },
        row => row.Link.LoanId);

    /// <summary>A page of the loans in which the viewer is one of the two people.</summary>
    public static Task<Connection<LoanNode>> PageAsync(
        GraphDb db, UserId viewer, DateTime now, LoanFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        Latest.PageAsync(
            db,
            (viewer, now, BusinessCalendar.DateOf(now)),
            page,
            row => new LoanNode(row.Loan),
            cancellationToken,
            where is null ? null : Filter<LoanRow>.Of(where, Declare));

    /// <summary>A page of the guarantees that the viewer was asked for.</summary>
    public static Task<Connection<GuaranteeNode>> GuaranteesAsync(
        GraphDb db, UserId viewer, PageArguments page, CancellationToken cancellationToken) =>
        LatestGuarantees.PageAsync(db, viewer, page, row => new GuaranteeNode(row, null), cancellationToken);

    /// <summary>A page of the transactions of each of several loans. Ask only for loans that the viewer may see.</summary>
    public static Task<IReadOnlyDictionary<LoanId, Connection<TransactionNode>>> TransactionsAsync(
        GraphDb db, Caller caller, IReadOnlyList<LoanId> loans, PageArguments page, CancellationToken cancellationToken) =>
        OfLoans.PagesAsync(db, (caller.Viewer, loans), loans, page, row => new TransactionNode(row.Transaction), cancellationToken);

    private static void Declare(Filter<LoanRow> filter, LoanFilterInput input) => filter
        .Where(input.Status, row => row.Status)
        .Where(input.Role, row => row.Role);

    private sealed class OfLoan
    {
        public required LoanTransaction Link { get; init; }

        public required Transaction Transaction { get; init; }
    }
}
