using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Books;

/// <summary>
/// Checks that each loan moved the money that it says, that its interest is what its days give, and that trust lines count the
/// unpaid principal that was drawn on them. It counts interest day by day, in another way than the code that charges it, and
/// finds the next due date from that.
/// </summary>
public sealed class LoanRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var links =
            from link in db.Set<LoanTransaction>()
            join loan in db.Set<Loan>() on link.LoanId equals loan.Id
            join transaction in db.Set<Transaction>() on link.TransactionId equals transaction.Id
            orderby link.LoanId, link.Number
            select new Line(
                loan, link, transaction.Kind, transaction.Status, transaction.PayerId, transaction.PayeeId,
                db.Set<Posting>().Where(p => p.TransactionId == transaction.Id).Sum(p => p.Amount));
        var lines = new List<Line>();
        await foreach (var line in links.AsAsyncEnumerable())
        {
            if (lines.Count > 0 && lines[0].Loan.Id != line.Loan.Id)
            {
                foreach (var violation in Check(lines))
                {
                    yield return violation;
                }

                lines.Clear();
            }

            lines.Add(line);
        }

        foreach (var violation in lines.Count > 0 ? Check(lines) : [])
        {
            yield return violation;
        }

        await foreach (var violation in StrayAsync(db))
        {
            yield return violation;
        }
    }

    /// <summary>A transaction of a loan, with what it moved.</summary>
    private sealed record Line(
        Loan Loan,
        LoanTransaction Link,
        TransactionKind Kind,
        TransactionStatus Status,
        Users.Accounts.UserId? Payer,
        Users.Accounts.UserId? Payee,
        long Posted);

    private IEnumerable<Violation> Check(List<Line> lines)
    {
        var loan = lines[0].Loan;
        var isPaidOut = loan.PaidOutOn is not null;
        var paidOut = lines.SingleOrDefault(line => line.Link.TransactionId == loan.DisbursementId);
        var expected = isPaidOut ? TransactionStatus.Posted : loan.Status == LoanStatus.Offered ? TransactionStatus.Pending : (TransactionStatus?)null;
        if (paidOut is null || paidOut.Kind != TransactionKind.LoanDisbursement || paidOut.Payer != loan.LenderId || paidOut.Payee != loan.BorrowerId
            || paidOut.Posted != (isPaidOut ? loan.Principal : 0) || (expected is { } status && paidOut.Status != status))
        {
            yield return Wrong("a loan was paid out by its lender to its borrower", $"{loan.Status}: {paidOut?.Status} of {paidOut?.Posted}");
        }

        var received = lines.Where(line => line.Payee == loan.LenderId && line.Kind != TransactionKind.LoanDisbursement).ToList();
        var (principal, interest) = (received.Sum(line => line.Link.Principal), received.Sum(line => line.Link.Interest));
        var others = lines.Except(received).Where(line => line.Link.Principal > 0 || line.Link.Interest > 0);
        if (others.Any() || received.Any(line => line.Link.GuaranteeId is null && line.Payer != loan.BorrowerId)
            || principal != loan.PrincipalRepaid || interest != loan.InterestPaid || received.Any(line => line.Posted != line.Link.Principal + line.Link.Interest))
        {
            yield return Wrong(
                "the lender received what the loan counts", $"{principal} and {interest}, counted {loan.PrincipalRepaid} and {loan.InterestPaid}");
        }

        var open = loan.Principal - loan.PrincipalRepaid - loan.PrincipalForgiven;
        var isOver = loan.ClosedAt is not null || loan.ForgivenAt is not null;
        if (isPaidOut && (open < 0 || (open > 0 && isOver) || ((loan.PrincipalForgiven > 0 || loan.InterestForgiven > 0) && loan.ForgivenAt is null)))
        {
            yield return Wrong("principal is repaid, unpaid or forgiven", $"{open} of {loan.Principal} are open, {loan.Status}");
        }

        if (isPaidOut)
        {
            var (days, today) = (new DayCount(loan, received.ConvertAll(line => line.Link)), BusinessCalendar.DateOf(clock.UtcNow()));
            var due = isOver ? null : days.FirstUnpaid(today);
            if (due != loan.NextDueOn)
            {
                yield return Wrong("a loan says when its first unpaid instalment is due", $"{loan.NextDueOn:O}, counted {due:O}, {loan.Status}");
            }

            if (days.FirstBeforeInterest() is { } early)
            {
                yield return Wrong("a repayment goes to the interest to date, then to the principal", $"the payment {early.Number}, of {early.PaidOn:O}, did not");
            }

            if (FirstBeforeLender(loan, lines) is { } eager)
            {
                yield return Wrong("the lender is paid before the guarantors", $"the payment {eager.Number}, of {eager.PaidOn:O}, was not");
            }

            var accrued = days.InterestUntil(loan.ForgivenAt is { } end ? BusinessCalendar.DateOf(end) : today);
            var unpaid = accrued - loan.InterestPaid - loan.InterestForgiven;
            if (unpaid < 0 || (unpaid > 0 && isOver))
            {
                yield return Wrong(
                    "interest is paid, open or forgiven", $"accrued {accrued}, paid {loan.InterestPaid}, forgiven {loan.InterestForgiven}, {loan.Status}");
            }
        }

        Violation Wrong(string rule, string detail) => new(rule, $"loan {loan.Id.Value}", detail);
    }

    /// <summary>The first payment to a guarantor while the lender was still owed principal (Civil Code, article 700); null when there is none.</summary>
    private static LoanTransaction? FirstBeforeLender(Loan loan, List<Line> lines)
    {
        var repaid = 0L;
        foreach (var (link, kind) in lines.Select(line => (line.Link, line.Kind)))
        {
            if (kind == TransactionKind.LoanRepayment && link.GuaranteeId is not null && repaid < loan.Principal - loan.PrincipalForgiven)
            {
                return link;
            }

            repaid += link.Principal;
        }

        return null;
    }

    private async IAsyncEnumerable<Violation> StrayAsync(GraphDb db)
    {
        var lines = db.Set<TrustLine>()
            .Select(l => new
            {
                l.Id,
                l.Used,
                Drawn = db.Set<Loan>().Where(loan => loan.TrustLineId == l.Id).Sum(loan => loan.Principal - loan.PrincipalRepaid - loan.PrincipalForgiven),
            })
            .Where(l => l.Used != l.Drawn);
        await foreach (var line in lines.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a trust line counts the unpaid principal of its loans", $"trust line {line.Id.Value}", $"{line.Used}, drawn {line.Drawn}");
        }

        var unlinked = db.Set<Transaction>()
            .Where(t => t.Kind == TransactionKind.LoanDisbursement || t.Kind == TransactionKind.LoanRepayment || t.Kind == TransactionKind.GuaranteeCall)
            .Where(t => !db.Set<LoanTransaction>().Any(l => l.TransactionId == t.Id))
            .Select(t => t.Id);
        await foreach (var id in unlinked.AsAsyncEnumerable())
        {
            yield return new Violation("each transaction of a loan belongs to one", $"transaction {id.Value}", "no loan");
        }

        var bare = db.Set<Loan>().Where(l => l.DisbursementId != null && !db.Set<LoanTransaction>().Any(t => t.LoanId == l.Id));
        var uncontracted = db.Set<Loan>().Where(l => (l.PaidOutOn != null) != db.Set<LoanContract>().Any(c => c.LoanId == l.Id));
        await foreach (var id in bare.Concat(uncontracted).Select(l => l.Id).AsAsyncEnumerable())
        {
            yield return new Violation("a loan that was paid out has its transaction and its contract", $"loan {id.Value}", "one is missing");
        }

        var late = clock.UtcNow() - settings.Overdue;
        await foreach (var loan in db.Set<Loan>().Where(l => l.DueAt < late).AsAsyncEnumerable())
        {
            yield return new Violation("a loan takes its steps in time", $"loan {loan.Id.Value}", $"{loan.Status}, due since {loan.DueAt:u}");
        }
    }
}
