using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// An account can be closed when it owes nothing, is owed nothing, and stands in for nobody. Its open requests end, and its
/// promises too.
/// </summary>
public sealed class LendingEnd(LoanEnds ends) : IAccountEnd
{
    public async Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user)
    {
        var running = db.Set<Loan>().Where(l => l.Status == LoanStatus.Active || l.Status == LoanStatus.Defaulted);
        var matters = new List<string>();
        if (await running.AnyAsync(l => l.BorrowerId == user))
        {
            matters.Add("Repay your loans.");
        }

        // A loan without open principal owes the lender nothing more: interest is always paid first. It may run on for its guarantors.
        if (await running.AnyAsync(l => l.LenderId == user && l.PrincipalRepaid + l.PrincipalForgiven < l.Principal))
        {
            matters.Add("Wait until what you lent is repaid, or forgive it.");
        }

        if (await db.Set<Guarantee>().AnyAsync(g => g.GuarantorId == user
            && (g.Status == GuaranteeStatus.Given
                || (g.Status == GuaranteeStatus.Called
                    && (g.Paid > g.Recovered + g.Forgiven
                        || (g.Called > g.Paid && running.Any(l => l.Id == g.LoanId && l.PrincipalRepaid + l.PrincipalForgiven < l.Principal)))))))
        {
            matters.Add("Wait until the loans that you guarantee are closed, and forgive what you are owed for them.");
        }

        if (await db.Set<Loan>().AnyAsync(l => l.LenderId == user && l.Status == LoanStatus.Offered))
        {
            matters.Add("Take your offers of loans back.");
        }

        if (await db.Set<Loan>().AnyAsync(l => l.BorrowerId == user && l.Status == LoanStatus.Offered))
        {
            matters.Add("Answer the offers of loans to you.");
        }

        return matters;
    }

    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        await ends.EndAllAsync(db, user);
        await db.Set<TrustLine>()
            .Where(l => l.GiverId == user || l.ReceiverId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.CreditLimit, 0).SetProperty(l => l.Shown, 0));
    }

    /// <summary>Erases what loans were for. Contracts stay as they were made, with names and purpose.</summary>
    public Task EraseAsync(GraphDb db, UserId user, DateTime now) => db.Set<Loan>()
        .Where(l => (l.LenderId == user || l.BorrowerId == user) && l.Purpose != null)
        .ExecuteUpdateAsync(set => set.SetProperty(l => l.Purpose, (string?)null));
}

/// <summary>The money that is held for an open offer is posted or released when the offer ends.</summary>
public sealed class OffersEndHolds : IEndsHolds
{
    public IQueryable<TransactionId> Of(GraphDb db) =>
        db.Set<Loan>().Where(l => l.Status == LoanStatus.Offered).Select(l => l.DisbursementId!.Value);
}
