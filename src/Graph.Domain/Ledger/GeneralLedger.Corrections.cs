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
        var marked = await db.Set<Transaction>()
            .Where(t => t.Id == original.Id && t.Status == TransactionStatus.Posted && t.Refunded == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Refunded, t => t.Amount));
        if (marked == 0)
        {
            throw new DomainException(new AlreadyReversedError());
        }

        var movement = await BackAsync(db, original, 0, original.Amount, TransactionKind.Reversal, reason, cause);
        return await PostAsync(db, movement, Transaction.Reversing(original), async () =>
        {
            await SpendingLimits.GiveBackAsync(db, original, original.Amount);
            return null;
        });
    }

    /// <summary>Gives a part of a posted transaction back, or all of what is left; never more than it was.</summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="original">What is given back.</param>
    /// <param name="part">How much of it.</param>
    /// <param name="note">What to say of it.</param>
    /// <param name="cause">The request that asks for it; null where it happens by itself.</param>
    /// <param name="beforeHouse">Runs when wallets and limits are locked and accounts of the house are not.</param>
    /// <returns>Null when less than that is left of it.</returns>
    public async Task<Transaction?> RefundAsync(
        GraphDb db, Transaction original, Money part, string? note, Command? cause, Func<Task>? beforeHouse = null)
    {
        var back = part.MinorUnits;
        var marked = await db.Set<Transaction>()
            .Where(t => t.Id == original.Id && t.Status == TransactionStatus.Posted && t.Refunded <= t.Amount - back)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Refunded, t => t.Refunded + back));
        if (marked == 0)
        {
            return null;
        }

        var refunded = await db.Set<Transaction>().Where(t => t.Id == original.Id).Select(t => t.Refunded).SingleAsync();
        var movement = await BackAsync(db, original, refunded - back, back, TransactionKind.Refund, note, cause);
        return await PostAsync(db, movement, Transaction.Refunding(original), async () =>
        {
            await SpendingLimits.GiveBackAsync(db, original, back);
            await (beforeHouse?.Invoke() ?? Task.CompletedTask);
            return null;
        });
    }

    /// <summary>The postings of a transaction the other way round, for an amount that begins behind what went back before.</summary>
    private static async Task<Movement> BackAsync(
        GraphDb db, Transaction original, long before, long amount, TransactionKind kind, string? note, Command? cause)
    {
        var postings = await db.Set<Posting>()
            .Where(p => p.TransactionId == original.Id)
            .OrderBy(p => p.Position)
            .ToListAsync();
        var legs = new List<Leg>();
        var (from, to) = (before, before + amount);
        foreach (var posting in postings)
        {
            var part = Math.Min(posting.Amount, to) - Math.Max(0, from);
            if (part > 0)
            {
                legs.Add(new Leg(posting.CreditId, posting.DebitId, new Money(part, original.Currency)));
            }

            (from, to) = (from - posting.Amount, to - posting.Amount);
        }

        return new Movement(kind, legs, cause?.Actor ?? original.ActorId)
        {
            Payer = original.PayeeId,
            Payee = original.PayerId,
            Business = original.BusinessId,
            Note = note,
            Cause = cause,
        };
    }
}
