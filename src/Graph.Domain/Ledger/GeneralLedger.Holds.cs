using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

// Resolving holds: the money is posted, or goes back.
public sealed partial class GeneralLedger
{
    /// <summary>
    /// Posts an open hold, completely or in part; the rest goes back. Returns false when the hold was resolved before.
    /// </summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="id">The transaction that the hold belongs to.</param>
    /// <param name="part">The amount to post; null for all of it.</param>
    /// <param name="onceLocked">
    /// Runs after the wallets are locked. It checks again what may have changed, and may refuse.
    /// </param>
    public async Task<bool> PostHoldAsync(GraphDb db, TransactionId id, Money? part = null, Func<Task>? onceLocked = null)
    {
        var now = clock.UtcNow();
        if (await ResolveAsync(db, id, HoldStatus.Posted, part, now) is not { } hold)
        {
            return false;
        }

        var posted = part ?? new Money(hold.Amount, hold.Currency);
        var back = hold.Amount - posted.MinorUnits;
        var transaction = await StepAsync(db, id, TransactionStatus.Posted, null, back, now);
        CounterChange[] changes =
        [
            new(hold.DebitId) { DebitsPending = -hold.Amount, DebitsPosted = posted.MinorUnits },
            new(hold.CreditId) { CreditsPending = -hold.Amount, CreditsPosted = posted.MinorUnits },
        ];
        var lines = await Counters.ApplyAsync(db, hold.Currency, changes, async () =>
        {
            await (onceLocked?.Invoke() ?? Task.CompletedTask);
            await SpendingLimits.GiveBackAsync(db, transaction, back);
        });
        Write(db, id, [new Leg(hold.DebitId, hold.CreditId, posted)], lines, opens: false, now);
        db.Raise(new TransactionPosted(transaction, now));
        return true;
    }

    /// <summary>
    /// Releases an open hold: the money goes back, and so does the charged amount of the spending limits. Returns
    /// false when the hold was resolved before.
    /// </summary>
    public async Task<bool> VoidHoldAsync(GraphDb db, TransactionId id, TransactionStatus outcome, string? reason)
    {
        var now = clock.UtcNow();
        var status = outcome == TransactionStatus.Expired ? HoldStatus.Expired : HoldStatus.Voided;
        if (await ResolveAsync(db, id, status, null, now) is not { } hold)
        {
            return false;
        }

        var transaction = await StepAsync(db, id, outcome, reason, 0, now);
        CounterChange[] changes =
        [
            new(hold.DebitId) { DebitsPending = -hold.Amount, Lines = 0 },
            new(hold.CreditId) { CreditsPending = -hold.Amount, Lines = 0 },
        ];
        await Counters.ApplyAsync(
            db, hold.Currency, changes, () => SpendingLimits.GiveBackAsync(db, transaction, hold.Amount));
        db.Raise(new TransactionEnded(transaction, outcome, now));
        return true;
    }

    /// <summary>Resolves the hold. Returns null when it was resolved before.</summary>
    private static async Task<Hold?> ResolveAsync(
        GraphDb db, TransactionId id, HoldStatus status, Money? part, DateTime now)
    {
        var hold = await db.Set<Hold>().SingleOrDefaultAsync(h => h.TransactionId == id && h.Status == HoldStatus.Open);
        if (hold is null)
        {
            return null;
        }

        if (part is { } asked && (asked.Currency != hold.Currency || asked.MinorUnits <= 0 || asked.MinorUnits > hold.Amount))
        {
            throw new InvalidOperationException($"{asked} is not a valid part of a hold of {hold.Amount}.");
        }

        var posted = status == HoldStatus.Posted ? part?.MinorUnits ?? hold.Amount : 0;
        var isResolved = await db.Set<Hold>().Where(h => h.Id == hold.Id).TransitionAsync(
            h => h.Status, from: HoldStatus.Open, to: status, set => set
                .SetProperty(h => h.PostedAmount, posted)
                .SetProperty(h => h.ResolvedAt, now));
        return isResolved ? hold : null;
    }

    private static async Task<Transaction> StepAsync(
        GraphDb db, TransactionId id, TransactionStatus status, string? reason, long givenBack, DateTime now)
    {
        await db.Set<Transaction>()
            .Where(t => t.Id == id)
            .ExecuteUpdateAsync(set => set
                .SetProperty(t => t.Status, status)
                .SetProperty(t => t.Refunded, t => t.Refunded + givenBack));
        var number = await db.Set<TransactionEvent>().CountAsync(e => e.TransactionId == id) + 1;
        db.Set<TransactionEvent>().Add(TransactionEvent.Next(id, number, status, now, reason));
        return await db.Set<Transaction>().SingleAsync(t => t.Id == id);
    }
}
