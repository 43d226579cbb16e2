using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

// Corrections. Postings are never changed; money goes back through new postings.
public sealed partial class GeneralLedger
{
    /// <summary>
    /// Undoes a posted transaction completely, and gives the charged amount back to the spending limits. This can
    /// happen only once: it throws <see cref="AlreadyReversedError"/> when any part of the money went back before.
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

    /// <summary>
    /// Gives back a part of a posted transaction, or all of the rest. It never gives back more than the original
    /// amount.
    /// </summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="original">The transaction that is refunded.</param>
    /// <param name="part">The amount to give back.</param>
    /// <param name="note">A note on the refund.</param>
    /// <param name="cause">The request that asks for the refund; null when it happens without a request.</param>
    /// <param name="beforeHouse">
    /// Runs after wallets and limits are locked, and before accounts of the house are.
    /// </param>
    /// <returns>The refund; null when less than this amount is left of the original.</returns>
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

    /// <summary>
    /// Builds the postings of the original in the opposite direction. They begin after the amount that went back
    /// before.
    /// </summary>
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
