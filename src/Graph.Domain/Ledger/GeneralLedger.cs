using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

/// <summary>
/// The one door through which money moves: nobody else writes accounts, postings, entries or holds. Works inside the
/// caller's unit, so that money and what it is for are committed together or not at all.
/// </summary>
public sealed class GeneralLedger(TimeProvider clock)
{
    /// <summary>Moves money at once.</summary>
    public async Task<Transaction> PostAsync(GraphDb db, Movement movement)
    {
        var now = clock.UtcNow();
        var transaction = Open(db, movement, TransactionStatus.Posted, now);
        var amount = movement.Amount.MinorUnits;
        var lines = await Counters.ApplyAsync(db, movement.Amount.Currency,
            new(movement.Debit) { DebitsPosted = amount },
            new(movement.Credit) { CreditsPosted = amount });
        Write(db, transaction.Id, movement.Debit, movement.Credit, movement.Amount, lines, opens: true, now);
        db.Raise(new TransactionPosted(transaction, now));
        return transaction;
    }

    /// <summary>Sets money aside; the transaction is pending until the hold is posted or released.</summary>
    public async Task<Transaction> HoldAsync(GraphDb db, Movement movement, DateTime? expiresAt)
    {
        var now = clock.UtcNow();
        var transaction = Open(db, movement, TransactionStatus.Pending, now);
        var amount = movement.Amount.MinorUnits;
        var lines = await Counters.ApplyAsync(db, movement.Amount.Currency,
            new(movement.Debit) { DebitsPending = amount },
            new(movement.Credit) { CreditsPending = amount });
        db.Holds.Add(new Hold
        {
            Id = new HoldId(clock.NewGuid()),
            TransactionId = transaction.Id,
            DebitId = movement.Debit,
            CreditId = movement.Credit,
            Amount = amount,
            Currency = movement.Amount.Currency,
            ExpiresAt = expiresAt,
        });
        foreach (var (account, line) in lines)
        {
            db.Entries.Add(EntryOf(transaction.Id, account, line, null, opens: true, change: 0, now));
        }

        return transaction;
    }

    /// <summary>Posts the whole of an open hold. False when it was resolved before.</summary>
    public async Task<bool> PostHoldAsync(GraphDb db, TransactionId id)
    {
        var now = clock.UtcNow();
        if (await ResolveAsync(db, id, HoldStatus.Posted, now) is not { } hold)
        {
            return false;
        }

        var lines = await Counters.ApplyAsync(db, hold.Currency,
            new(hold.DebitId) { DebitsPending = -hold.Amount, DebitsPosted = hold.Amount },
            new(hold.CreditId) { CreditsPending = -hold.Amount, CreditsPosted = hold.Amount });
        Write(db, id, hold.DebitId, hold.CreditId, new Money(hold.Amount, hold.Currency), lines, opens: false, now);
        var transaction = await StepAsync(db, id, TransactionStatus.Posted, null, now);
        db.Raise(new TransactionPosted(transaction, now));
        return true;
    }

    /// <summary>Gives the money of an open hold back. False when it was resolved before.</summary>
    public async Task<bool> VoidHoldAsync(GraphDb db, TransactionId id, TransactionStatus outcome, string? reason)
    {
        var now = clock.UtcNow();
        if (await ResolveAsync(db, id, HoldStatus.Voided, now) is not { } hold)
        {
            return false;
        }

        await Counters.ApplyAsync(db, hold.Currency,
            new(hold.DebitId) { DebitsPending = -hold.Amount, TakesLine = false },
            new(hold.CreditId) { CreditsPending = -hold.Amount, TakesLine = false });
        var transaction = await StepAsync(db, id, outcome, reason, now);
        db.Raise(new TransactionEnded(transaction, outcome, now));
        return true;
    }

    private Transaction Open(GraphDb db, Movement movement, TransactionStatus status, DateTime now)
    {
        if (movement.Amount.MinorUnits is <= 0 or > Money.MaxMinorUnits || movement.Debit == movement.Credit)
        {
            throw new InvalidOperationException($"No movement: {movement}");
        }

        var transaction = Transaction.Open(new TransactionId(clock.NewGuid()), movement, status, now);
        db.Transactions.Add(transaction);
        db.TransactionEvents.Add(TransactionEvent.First(transaction));
        return transaction;
    }

    private void Write(
        GraphDb db,
        TransactionId transaction,
        AccountId debit,
        AccountId credit,
        Money amount,
        IReadOnlyDictionary<AccountId, BookLine> lines,
        bool opens,
        DateTime now)
    {
        var posting = new Posting
        {
            Id = new PostingId(clock.NewGuid()),
            TransactionId = transaction,
            DebitId = debit,
            CreditId = credit,
            Amount = amount.MinorUnits,
            Currency = amount.Currency,
            At = now,
        };
        db.Postings.Add(posting);
        db.Entries.AddRange(
            EntryOf(transaction, debit, lines[debit], posting.Id, opens, -amount.MinorUnits, now),
            EntryOf(transaction, credit, lines[credit], posting.Id, opens, amount.MinorUnits, now));
    }

    private static Entry EntryOf(
        TransactionId transaction,
        AccountId account,
        BookLine line,
        PostingId? posting,
        bool opens,
        long change,
        DateTime now) =>
        new()
        {
            AccountId = account,
            Sequence = line.Sequence,
            TransactionId = transaction,
            PostingId = posting,
            Opens = opens,
            Change = change,
            BalanceAfter = line.Balance,
            At = now,
        };

    /// <summary>Of any number who try, one resolves the hold: the guard and the change are one statement.</summary>
    private static async Task<Hold?> ResolveAsync(GraphDb db, TransactionId id, HoldStatus status, DateTime now)
    {
        var hold = await db.Holds.SingleOrDefaultAsync(h => h.TransactionId == id && h.Status == HoldStatus.Open);
        if (hold is null)
        {
            return null;
        }

        var resolved = await db.Holds
            .Where(h => h.Id == hold.Id && h.Status == HoldStatus.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.Status, status).SetProperty(h => h.ResolvedAt, now));
        return resolved == 1 ? hold : null;
    }

    private static async Task<Transaction> StepAsync(
        GraphDb db, TransactionId id, TransactionStatus status, string? reason, DateTime now)
    {
        await db.Transactions
            .Where(t => t.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Status, status));
        var number = await db.TransactionEvents.CountAsync(e => e.TransactionId == id) + 1;
        db.TransactionEvents.Add(TransactionEvent.Next(id, number, status, now, reason));
        return await db.Transactions.SingleAsync(t => t.Id == id);
    }
}
