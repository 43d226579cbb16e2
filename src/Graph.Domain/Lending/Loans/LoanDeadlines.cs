using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// Continues loans when their time has come: ends what nobody answered, reminds of what is due, repays by itself where the
/// borrower wants it, and after 90 days calls the guarantors.
/// </summary>
public sealed class LoanDeadlines(
    Units units, LoanSteps steps, LoanPayments payments, GuaranteeCalls calls, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), LoanId> Due = new((db, of) => db.Set<Loan>()
        .Where(l => l.DueAt != null && l.DueAt <= of.Now)
        .OrderBy(l => l.DueAt)
        .Select(l => l.Id)
        .Take(of.Most));

    public string Name => "loan deadlines";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => GoOnAsync(db, (LoanId)id), CancellationToken.None);

    private async Task<bool> GoOnAsync(GraphDb db, LoanId id)
    {
        var now = clock.UtcNow();
        var loan = await LoanSteps.LockAsync(db, id);
        if (loan?.DueAt is not { } due || due > now)
        {
            return false;
        }

        if (loan.IsOpen)
        {
            await steps.EndAsync(db, loan, LoanStatus.Expired);
            return true;
        }

        var today = BusinessCalendar.DateOf(now);
        if (loan.Status == LoanStatus.Active)
        {
            await StepAsync(db, loan, today);
        }

        if (await db.Set<Loan>().AnyAsync(l => l.Id == id && l.Status == LoanStatus.Defaulted))
        {
            await calls.DrawAsync(db, id);
        }

        await db.Set<Loan>().Where(l => l.Id == id).ExecuteUpdateAsync(set => set.SetProperty(l => l.SteppedOn, today));
        await db.SaveChangesAsync();
        await payments.GoOnAsync(db, id, today);
        return true;
    }

    private async Task StepAsync(GraphDb db, Loan loan, DateOnly today)
    {
        var standing = await LoanStanding.OfAsync(db, loan, today);
        if (loan.AutoRepay && await AutoRepayAsync(db, standing, today))
        {
            return;
        }

        if (standing.State.NextDueOn is { } first && today.DayNumber - first.DayNumber >= LoanCalendar.DaysToDefault)
        {
            await DefaultAsync(db, loan, standing);
        }
        else
        {
            foreach (var (step, dueOn) in LoanCalendar.RemindersOf(standing.State, loan.SteppedOn, today))
            {
                TellBoth(db, loan, step, dueOn);
            }
        }
    }

    /// <summary>
    /// Pays all that is due today from the borrower's wallet, if it has that much and is not frozen. Returns whether it did.
    /// After three days without success it says so.
    /// </summary>
    private async Task<bool> AutoRepayAsync(GraphDb db, LoanStanding standing, DateOnly today)
    {
        var (loan, state) = (standing.Loan, standing.State);
        if (state.DueNow == 0 || state.Installments.LastOrDefault(one => !one.IsPaid && one.DueOn <= today) is not { DueOn: var first })
        {
            return false;
        }

        // It is tried for three days, and once more before the loan is in default. If no node was running then, it is tried once after that.
        var lastTry = first.AddDays(LoanCalendar.AutoRepayDays - 1);
        var isBeforeDefault = state.NextDueOn is { } due && today.DayNumber - due.DayNumber >= LoanCalendar.DaysToDefault;
        if (loan.SteppedOn >= lastTry && !isBeforeDefault)
        {
            return false;
        }

        await LoanPayments.LockWalletsAsync(db, standing);
        var wallet = db.Set<Account>().Where(a => a.OwnerId == loan.BorrowerId);
        var isFrozen = await db.Set<User>().AnyAsync(u => u.Id == loan.BorrowerId && u.FrozenAt != null);
        if (isFrozen || (await wallet.SingleAsync()).Available.MinorUnits < state.DueNow)
        {
            if (today >= lastTry)
            {
                Tell(db, loan, LoanStep.AutoRepayFailed, loan.BorrowerId);
            }

            return false;
        }

        await payments.RepayAsync(db, standing, state.DueNow, cause: null);
        Tell(db, loan, LoanStep.Repaid, loan.LenderId);
        Tell(db, loan, LoanStep.AutoRepaid, loan.BorrowerId);
        return true;
    }

    private async Task DefaultAsync(GraphDb db, Loan loan, LoanStanding standing)
    {
        var now = clock.UtcNow();
        await db.Set<Loan>().Where(l => l.Id == loan.Id).MustTransitionAsync(
            l => l.Status, LoanStatus.Active, LoanStatus.Defaulted, set => set.SetProperty(l => l.DefaultedAt, now));
        await calls.CallAsync(db, standing);
        TellBoth(db, loan, LoanStep.Defaulted);
    }

    private void Tell(GraphDb db, Loan loan, LoanStep step, UserId recipient, DateOnly? dueOn = null) =>
        db.Raise(new LoanMoved(loan.Id, step, recipient, loan.BorrowerId, clock.UtcNow()) { ToLender = recipient == loan.LenderId, DueOn = dueOn });

    /// <summary>Tells borrower and lender. Nobody else learns of it.</summary>
    private void TellBoth(GraphDb db, Loan loan, LoanStep step, DateOnly? dueOn = null)
    {
        Tell(db, loan, step, loan.BorrowerId, dueOn);
        Tell(db, loan, step, loan.LenderId, dueOn);
    }
}
