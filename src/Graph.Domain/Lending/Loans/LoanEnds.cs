using Graph.Domain.Friendships;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// Ends what is not paid out when two people are friends no longer, or when one of them freezes the account or loses the level.
/// Nobody is told why: what that person asked for looks taken back, and what others asked for looks declined.
/// </summary>
public sealed class LoanEnds(LoanSteps steps, IWalletLock wallets, TimeProvider clock)
    : IReaction<FriendshipsEnded>, IReaction<AccountFrozen>, ILevelLoss, IStopLock
{
    /// <summary>
    /// Locks what the users have asked for and what was asked of them. The users are locked by then. A request locks them
    /// too, so none is added before the end of the unit.
    /// </summary>
    public async Task<IReadOnlyCollection<UserId>> LockAsync(GraphDb db, StopReason reason, IReadOnlyCollection<UserId> users)
    {
        var guaranteed = db.Set<Guarantee>()
            .Where(g => g.Status == GuaranteeStatus.Asked && users.Contains(g.GuarantorId))
            .Select(g => g.LoanId);
        var own = db.Set<Loan>().Where(l => users.Contains(l.LenderId) || users.Contains(l.BorrowerId)).Select(l => l.Id);
        var ids = own.Union(guaranteed);
        return ChangedBy(await LockOpenAsync(db, db.Set<Loan>().Where(l => ids.Contains(l.Id))));
    }

    public async Task ReactAsync(FriendshipsEnded fact, GraphDb db, CancellationToken cancellationToken)
    {
        var (one, others) = (fact.One, fact.Others);
        var between = db.Set<Loan>().Where(l =>
            (l.LenderId == one && others.Contains(l.BorrowerId)) || (l.BorrowerId == one && others.Contains(l.LenderId)));
        await EndAsync(db, between, loan => loan.AskerId == one ? LoanStatus.Cancelled : LoanStatus.Declined);

        // Each from the side of the one, whose rows are few.
        var asked = db.Set<Guarantee>().Where(g => g.Status == GuaranteeStatus.Asked);
        await LapseAsync(asked.Where(g => g.GuarantorId == one && db.Set<Loan>().Any(l => l.Id == g.LoanId && others.Contains(l.BorrowerId))));
        await LapseAsync(asked.Where(g => others.Contains(g.GuarantorId) && db.Set<Loan>().Any(l => l.Id == g.LoanId && l.BorrowerId == one)));
        await HideAsync(db.Set<TrustLine>().Where(l => l.GiverId == one && others.Contains(l.ReceiverId)));
        await HideAsync(db.Set<TrustLine>().Where(l => l.ReceiverId == one && others.Contains(l.GiverId)));

        Task LapseAsync(IQueryable<Guarantee> rows) =>
            rows.ExecuteUpdateAsync(set => set.SetProperty(g => g.Status, GuaranteeStatus.Lapsed), cancellationToken);

        Task HideAsync(IQueryable<TrustLine> rows) => rows.ExecuteUpdateAsync(set => set.SetProperty(l => l.Shown, 0), cancellationToken);
    }

    public Task ReactAsync(AccountFrozen fact, GraphDb db, CancellationToken cancellationToken) => EndAllAsync(db, fact.User);

    public Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now) =>
        level < LendingPolicy.Level ? EndAllAsync(db, user) : Task.CompletedTask;

    internal async Task EndAllAsync(GraphDb db, UserId user)
    {
        await EndAsync(
            db,
            db.Set<Loan>().Where(l => l.LenderId == user || l.BorrowerId == user),
            loan => loan.AskerId == user ? LoanStatus.Cancelled : LoanStatus.Declined);
        await DeclineAsync(db, user);
    }

    /// <summary>Says no for somebody who was asked for a guarantee, with all that a no of that person's own leaves behind.</summary>
    private async Task DeclineAsync(GraphDb db, UserId guarantor)
    {
        var now = clock.UtcNow();
        var asked = await db.Set<Guarantee>().Where(g => g.Status == GuaranteeStatus.Asked && g.GuarantorId == guarantor).ToListAsync();
        foreach (var guarantee in asked.OrderBy(g => g.LoanId.Value))
        {
            // What nobody may answer any more lapses, as it does for everybody.
            var loan = (await LoanSteps.LockAsync(db, guarantee.LoanId))!;
            if (loan.WaitsAt(now)
                && await GuaranteeAnswers.WriteAsync(db, guarantee.Id, GuaranteeStatus.Declined, now))
            {
                db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Declined, loan.BorrowerId, guarantor, now));
            }
        }
    }

    private async Task EndAsync(GraphDb db, IQueryable<Loan> loans, Func<Loan, LoanStatus> status)
    {
        var open = await LockOpenAsync(db, loans);
        await wallets.LockAsync(db, ChangedBy(open));
        foreach (var loan in open)
        {
            await steps.EndAsync(db, loan, status(loan));
        }
    }

    /// <summary>Locks the loans that wait for an answer, in the order of their ids, and returns those that still do then.</summary>
    private static async Task<List<Loan>> LockOpenAsync(GraphDb db, IQueryable<Loan> loans)
    {
        var ids = await loans
            .Where(l => l.Status == LoanStatus.Requested || l.Status == LoanStatus.Offered)
            .Select(l => l.Id)
            .ToListAsync();
        var open = new List<Loan>();
        foreach (var id in ids.OrderBy(id => id.Value))
        {
            if (await LoanSteps.LockAsync(db, id) is { IsOpen: true } loan)
            {
                open.Add(loan);
            }
        }

        return open;
    }

    /// <summary>Returns whose wallets change when offers end: what is held goes back.</summary>
    private static List<UserId> ChangedBy(IEnumerable<Loan> open) =>
        [.. open.Where(loan => loan.DisbursementId is not null).SelectMany(loan => new[] { loan.LenderId, loan.BorrowerId })];
}
