using Graph.Api.Ledger;
using Graph.Api.Lending.Guarantees;
using Graph.Api.Lending.Loans;
using Graph.Api.Server.Authorization;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Lending;

/// <summary>
/// Finds the loan for which a transaction was made; for a guarantor, who sees a loan only for a time, the guarantee.
/// </summary>
public sealed class LendingSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        var rows = await (
            from link in db.Set<LoanTransaction>()
            join loan in db.Set<Loan>() on link.LoanId equals loan.Id
            join guarantee in db.Set<Guarantee>() on link.GuaranteeId equals guarantee.Id into guarantees
            from guarantee in guarantees.DefaultIfEmpty()
            where ids.Contains(link.TransactionId)
                && (loan.LenderId == viewer || loan.BorrowerId == viewer || guarantee.GuarantorId == viewer)
            select new { link.TransactionId, Loan = loan, Guarantee = guarantee }).ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.TransactionId,
            row => row.Loan.LenderId == viewer || row.Loan.BorrowerId == viewer
                ? new LoanNode(row.Loan)
                : (ITransactionSubject)new GuaranteeNode(row.Guarantee!, null));
    }
}
