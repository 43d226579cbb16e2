using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Guarantees;

/// <summary>
/// The guarantees that a user was asked for, and those for the loans in which the user lends or borrows, for the copy of the user's
/// data. What a guarantor let go is between guarantor and borrower.
/// </summary>
public sealed class GuaranteesData : IPersonalData
{
    public string Name => "guarantees";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from guarantee in db.Set<Guarantee>()
            join loan in db.Set<Loan>() on guarantee.LoanId equals loan.Id
            join guarantor in db.Set<User>() on guarantee.GuarantorId equals guarantor.Id
            join borrower in db.Set<User>() on loan.BorrowerId equals borrower.Id
            where guarantee.GuarantorId == user || loan.LenderId == user || loan.BorrowerId == user
            orderby guarantee.AskedAt, guarantee.Tiebreak
            select new { Guarantee = guarantee, loan.LenderId, Guarantor = guarantor.Handle, Borrower = borrower.Handle };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new
            {
                Loan = row.Guarantee.LoanId.Value,
                row.Guarantor,
                row.Borrower,
                ShareInFen = row.Guarantee.Share,
                Status = row.Guarantee.Status.ToString(),
                CalledInFen = row.Guarantee.Called,
                PaidInFen = row.Guarantee.Paid,
                RecoveredInFen = row.Guarantee.Recovered,
                ForgivenInFen = row.LenderId == user ? (long?)null : row.Guarantee.Forgiven,
                row.Guarantee.AskedAt,
                row.Guarantee.AnsweredAt,
            };
        }
    }
}
