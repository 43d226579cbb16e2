using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

// What becomes of money that was set aside.
public sealed partial class GeneralLedger
{
    /// <summary>Posts an open hold, whole or in part; what is left of it goes back. False when it was resolved before.</summary>
    public async Task<bool> PostHoldAsync(GraphDb db, TransactionId id, Money? part = null)
    {
        var now = clock.UtcNow();
        if (await ResolveAsync(db, id, HoldStatus.Posted, part, now) is not { } hold)
        {
            return false;
        }

        var posted = part?.MinorUnits ?? hold.Amount;
        var transaction = await StepAsync(db, id, TransactionStatus.Posted, null, hold.Amount - posted, now);
        await SpendingLimits.GiveBackAsync(db, transaction, hold.Amount - posted);
        var lines = await Counters.ApplyAsync(db, hold.Currency,
            new(hold.DebitId) { DebitsPending = -hold.Amount, DebitsPosted = posted },
            new(hold.CreditId) { CreditsPending = -hold.Amount, CreditsPosted = posted });
        Write(db, id, hold.DebitId, hold.CreditId, new Money(posted, hold.Currency), lines, opens: false, now);
        db.Raise(new TransactionPosted(transaction, now));
        return true;
    }

    /// <summary>
    /// Gives the money of an open hold back, and to the limits what was charged. False when it was resolved before.
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
        await SpendingLimits.GiveBackAsync(db, transaction, hold.Amount);
        await Counters.ApplyAsync(db, hold.Currency,
            new(hold.DebitId) { DebitsPending = -hold.Amount, TakesLine = false },
            new(hold.CreditId) { CreditsPending = -hold.Amount, TakesLine = false });
        db.Raise(new TransactionEnded(transaction, outcome, now));
        return true;
    }

    /// <summary>Of any number who try, one resolves the hold: the guard and the change are one statement.</summary>
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
            throw new InvalidOperationException($"{asked} is no part of a hold of {hold.Amount}.");
        }

        var posted = status == HoldStatus.Posted ? part?.MinorUnits ?? hold.Amount : 0;
        var resolved = await db.Set<Hold>()
            .Where(h => h.Id == hold.Id && h.Status == HoldStatus.Open)
            .ExecuteUpdateAsync(set => set
                .SetProperty(h => h.Status, status)
                .SetProperty(h => h.PostedAmount, posted)
                .SetProperty(h => h.ResolvedAt, now));
        return resolved == 1 ? hold : null;
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
