using Graph.Api.Ledger;
using Graph.Api.Lending.Guarantees;
using Graph.Api.Lending.Loans;
using Graph.Api.Server.Authorization;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Lending;

/// <summary>
/// Finds the loan for which a transaction was made; for a guarantor, who sees a loan only for a time, the guarantee.
/// </summary>
public sealed class LendingSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Row> Moved = new((db, of) =>
        from link in db.Set<LoanTransaction>()
        join loan in db.Set<Loan>() on link.LoanId equals loan.Id
        join guarantee in db.Set<Guarantee>() on link.GuaranteeId equals guarantee.Id into guarantees
        from guarantee in guarantees.DefaultIfEmpty()
        where of.Ids.Contains(link.TransactionId)
            && (loan.LenderId == of.Viewer || loan.BorrowerId == of.Viewer || guarantee.GuarantorId == of.Viewer)
        select new Row { Transaction = link.TransactionId, Loan = loan, Guarantee = guarantee });

    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        var rows = await Moved.ListAsync(db, (viewer, ids), cancellationToken);
        return rows.ToDictionary(
            row => row.Transaction,
            row => row.Loan.LenderId == viewer || row.Loan.BorrowerId == viewer
                ? new LoanNode(row.Loan)
                : (ITransactionSubject)new GuaranteeNode(row.Guarantee!, null));
    }

    private sealed class Row
    {
        public required TransactionId Transaction { get; init; }

        public required Loan Loan { get; init; }

        public required Guarantee? Guarantee { get; init; }
    }
}
