using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>A user's loans, for the copy of the user's data.</summary>
public sealed class LoansData : IPersonalData
{
    public string Name => "loans";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from loan in db.Set<Loan>()
            join lender in db.Set<User>() on loan.LenderId equals lender.Id
            join borrower in db.Set<User>() on loan.BorrowerId equals borrower.Id
            where loan.LenderId == user || loan.BorrowerId == user
            orderby loan.CreatedAt
            select new
            {
                loan.Id,
                Lender = lender.Handle,
                Borrower = borrower.Handle,
                loan.Principal,
                loan.Rate,
                loan.Months,
                loan.Purpose,
                loan.Repayment,
                AutoRepay = loan.AutoRepay && loan.BorrowerId == user && loan.Status == LoanStatus.Active,
                loan.PrincipalForgiven,
                loan.InterestForgiven,
                loan.Status,
                loan.CreatedAt,
                loan.ForgivenAt,
                loan.ClosedAt,
                Contract = db.Set<LoanContract>().Where(c => c.LoanId == loan.Id).Select(c => c.Text).SingleOrDefault(),
            };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new
            {
                Id = row.Id.Value,
                row.Lender,
                row.Borrower,
                PrincipalInFen = row.Principal,
                RateInMillionths = row.Rate,
                row.Months,
                row.Purpose,
                Repayment = row.Repayment.ToString(),
                row.AutoRepay,
                PrincipalForgivenInFen = row.PrincipalForgiven,
                InterestForgivenInFen = row.InterestForgiven,
                Status = row.Status.ToString(),
                row.CreatedAt,
                row.ForgivenAt,
                row.ClosedAt,
                row.Contract,
            };
        }
    }
}

/// <summary>
/// What the user paid or got for loans, as lender, borrower or guarantor, the payout included, for the copy of the user's data. What
/// third persons paid each other is left out, as the API leaves it out.
/// </summary>
public sealed class LoanPaymentsData : IPersonalData
{
    public string Name => "loanPayments";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from payment in db.Set<LoanTransaction>()
            join loan in db.Set<Loan>() on payment.LoanId equals loan.Id
            join transaction in db.Set<Transaction>().Where(Transaction.VisibleTo(user, db)) on payment.TransactionId equals transaction.Id
            orderby loan.CreatedAt, loan.Tiebreak, payment.Number
            select new
            {
                Payment = payment,
                Transaction = transaction,
                Payer = db.Set<User>().Where(u => u.Id == transaction.PayerId).Select(u => u.Handle).FirstOrDefault(),
                Payee = db.Set<User>().Where(u => u.Id == transaction.PayeeId).Select(u => u.Handle).FirstOrDefault(),
            };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new
            {
                Loan = row.Payment.LoanId.Value,
                Kind = row.Transaction.Kind.ToString(),
                Status = row.Transaction.Status.ToString(),
                row.Payer,
                row.Payee,
                AmountInFen = row.Transaction.Amount,
                PrincipalInFen = row.Payment.Principal,
                InterestInFen = row.Payment.Interest,
                row.Payment.PaidOn,
            };
        }
    }
}
