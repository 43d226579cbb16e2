using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Guarantees;

/// <summary>
/// Checks that guarantors paid at most what was called, got back at most what they paid, and that the postings say the same.
/// </summary>
public sealed class GuaranteeRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var rows =
            from guarantee in db.Set<Guarantee>()
            join loan in db.Set<Loan>() on guarantee.LoanId equals loan.Id
            select new
            {
                guarantee.Id,
                guarantee.Status,
                guarantee.Share,
                guarantee.Called,
                guarantee.Paid,
                guarantee.Recovered,
                guarantee.Forgiven,
                LoanStatus = loan.Status,
                Posted = (
                    from link in db.Set<LoanTransaction>()
                    join transaction in db.Set<Transaction>() on link.TransactionId equals transaction.Id
                    join posting in db.Set<Posting>() on transaction.Id equals posting.TransactionId
                    where link.GuaranteeId == guarantee.Id && transaction.Kind == TransactionKind.GuaranteeCall
                        && transaction.PayerId == guarantee.GuarantorId && transaction.PayeeId == loan.LenderId
                    select posting.Amount).Sum(),
                Back = (
                    from link in db.Set<LoanTransaction>()
                    join transaction in db.Set<Transaction>() on link.TransactionId equals transaction.Id
                    join posting in db.Set<Posting>() on transaction.Id equals posting.TransactionId
                    where link.GuaranteeId == guarantee.Id && transaction.Kind == TransactionKind.LoanRepayment
                        && transaction.PayerId == loan.BorrowerId && transaction.PayeeId == guarantee.GuarantorId
                    select posting.Amount).Sum(),
            };
        var wrong = rows.Where(g =>
            g.Called > g.Share || g.Paid > g.Called || g.Recovered + g.Forgiven > g.Paid
            || g.Paid != g.Posted || g.Recovered != g.Back
            || ((g.LoanStatus == LoanStatus.Repaid || g.LoanStatus == LoanStatus.Forgiven) && g.Recovered + g.Forgiven != g.Paid)
            || (g.Status == GuaranteeStatus.Called && g.LoanStatus != LoanStatus.Defaulted));
        await foreach (var row in wrong.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a guarantor pays what was called, and gets back what was paid",
                $"guarantee {row.Id.Value}",
                $"{row.Status} of {row.Share}: called {row.Called}, paid {row.Paid} (posted {row.Posted}), "
                    + $"recovered {row.Recovered} (posted {row.Back}), forgiven {row.Forgiven}; the loan is {row.LoanStatus}");
        }

        var claims = db.Set<Loan>()
            .Where(l => l.DefaultedAt != null)
            .Select(l => new
            {
                l.Id,
                Called = db.Set<Guarantee>().Where(g => g.LoanId == l.Id).Sum(g => g.Called),
                Shares = db.Set<Guarantee>().Where(g => g.LoanId == l.Id && g.Called > 0).Sum(g => g.Share),
            })
            .Where(l => l.Called > l.Shares);
        await foreach (var loan in claims.AsAsyncEnumerable())
        {
            yield return new Violation("calls stay within the shares", $"loan {loan.Id.Value}", $"{loan.Called} of {loan.Shares}");
        }
    }
}
