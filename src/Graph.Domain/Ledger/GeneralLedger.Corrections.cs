using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

// Corrections: what is posted is never changed; money goes back by new postings.
public sealed partial class GeneralLedger
{
    /// <summary>
    /// Undoes a posted transaction, whole, and gives back to the limits what was charged. It happens once: refuses with
    /// <see cref="AlreadyReversedError"/> when any of it went back before.
    /// </summary>
    public async Task<Transaction> ReverseAsync(GraphDb db, Transaction original, string reason, Command cause)
    {
        var now = clock.UtcNow();
        var marked = await db.Set<Transaction>()
            .Where(t => t.Id == original.Id && t.Status == TransactionStatus.Posted && t.Refunded == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Refunded, t => t.Amount));
        if (marked == 0)
        {
            throw new DomainException(new AlreadyReversedError());
        }

        await SpendingLimits.GiveBackAsync(db, original, original.Amount);
        var movement = await BackAsync(db, original, original.Amount, TransactionKind.Reversal, reason, cause);
        return await PostAsync(db, Transaction.Reverse(NewId(), original, movement, now), movement, now);
    }

    /// <summary>Gives a part of a posted transaction back, or all of what is left; never more than it was.</summary>
    /// <returns>Null when less than that is left of it.</returns>
    public async Task<Transaction?> RefundAsync(GraphDb db, Transaction original, Money part, string? note, Command? cause)
    {
        var now = clock.UtcNow();
        var back = part.MinorUnits;
        var marked = await db.Set<Transaction>()
            .Where(t => t.Id == original.Id && t.Status == TransactionStatus.Posted && t.Refunded <= t.Amount - back)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Refunded, t => t.Refunded + back));
        if (marked == 0)
        {
            return null;
        }

        await SpendingLimits.GiveBackAsync(db, original, back);
        var movement = await BackAsync(db, original, back, TransactionKind.Refund, note, cause);
        return await PostAsync(db, Transaction.Refund(NewId(), original, movement, now), movement, now);
    }

    private static async Task<Movement> BackAsync(
        GraphDb db, Transaction original, long amount, TransactionKind kind, string? note, Command? cause)
    {
        var posting = await db.Set<Posting>().SingleAsync(p => p.TransactionId == original.Id);
        var movement = new Movement(
            kind, posting.CreditId, posting.DebitId, new Money(amount, original.Currency), cause?.Actor ?? original.ActorId)
        {
            Payer = original.PayeeId,
            Payee = original.PayerId,
            Business = original.BusinessId,
            Note = note,
            Cause = cause,
        };
        Guard(movement);
        return movement;
    }
}
