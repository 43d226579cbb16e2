using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Guarantees;

/// <summary>
/// Calls the guarantors of a loan in default, each once, and takes what they owe from their wallets, as far as it is there. It
/// is tried again every day. Frozen wallets are not drawn on. The loan must be locked.
/// </summary>
public sealed class GuaranteeCalls(LoanPayments payments, TimeProvider clock)
{
    /// <summary>Calls each guarantor for a part of the lender's claim in proportion to the shares, at most the share.</summary>
    internal async Task CallAsync(GraphDb db, LoanStanding standing)
    {
        var (loan, now) = (standing.Loan, clock.UtcNow());
        var given = standing.Guarantees.Where(g => g.Status == GuaranteeStatus.Given).ToList();
        var calls = Shares.Divide(standing.LendersClaim, [.. given.Select(g => g.Share)]);
        foreach (var (guarantee, call) in given.Zip(calls))
        {
            await db.Set<Guarantee>().Where(g => g.Id == guarantee.Id).MustTransitionAsync(
                g => g.Status, GuaranteeStatus.Given, GuaranteeStatus.Called, set => set.SetProperty(g => g.Called, call));
            if (call > 0)
            {
                db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Called, guarantee.GuarantorId, loan.BorrowerId, now));
            }
        }
    }

    /// <summary>
    /// Takes what is owed from the guarantors' wallets, from each in proportion to what is unpaid of the call. What one of them
    /// lacks is not taken from the others on the same day.
    /// </summary>
    internal async Task DrawAsync(GraphDb db, LoanId id)
    {
        var loan = await db.Set<Loan>().SingleAsync(l => l.Id == id);
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        var before = await LoanStanding.OfAsync(db, loan, today);
        await LoanPayments.LockWalletsAsync(db, before);
        var called = before.Guarantees.Where(g => g.Status == GuaranteeStatus.Called).ToList();
        var parts = Shares.Divide(before.LendersClaim, [.. called.Select(g => g.Called - g.Paid)]);
        foreach (var (guarantee, part) in called.Zip(parts))
        {
            var standing = await LoanStanding.OfAsync(db, loan, today);
            var available = await AvailableAsync(db, guarantee.GuarantorId);
            var amount = Math.Min(available, part);
            if (amount > 0)
            {
                await payments.PayForBorrowerAsync(db, standing, guarantee, amount, cause: null);
                db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Drawn, guarantee.GuarantorId, loan.BorrowerId, clock.UtcNow()));
                loan = await db.Set<Loan>().SingleAsync(l => l.Id == id);
            }
        }
    }

    private static async Task<long> AvailableAsync(GraphDb db, UserId guarantor) => await (
        from account in db.Set<Account>()
        join owner in db.Set<User>() on account.OwnerId equals owner.Id
        where owner.Id == guarantor && owner.FrozenAt == null
        select account.CreditsPosted - account.DebitsPosted - account.DebitsPending).SingleOrDefaultAsync();
}
