using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Ledger;

/// <summary>
/// The one door through which money moves: nobody else writes accounts, postings, entries or holds. Works inside the
/// caller's unit, so that money and what it is for are committed together or not at all. Rows are touched in one order
/// everywhere: the hold, its transaction, limits, accounts by their ids.
/// </summary>
public sealed partial class GeneralLedger(TimeProvider clock)
{
    /// <summary>Moves money at once.</summary>
    public Task<Transaction> PostAsync(GraphDb db, Movement movement)
    {
        var now = movement.Charge?.At ?? clock.UtcNow();
        Guard(movement);
        return PostAsync(db, Transaction.Open(NewId(), movement, TransactionStatus.Posted, now), movement, now);
    }

    /// <summary>
    /// Sets money aside; the transaction is pending until the hold is posted or released. It posts by itself at the
    /// movement's SettlesAt, and goes back by itself at <paramref name="expiresAt"/>.
    /// </summary>
    public async Task<Transaction> HoldAsync(GraphDb db, Movement movement, DateTime? expiresAt)
    {
        var now = movement.Charge?.At ?? clock.UtcNow();
        Guard(movement);
        var transaction = Transaction.Open(NewId(), movement, TransactionStatus.Pending, now);
        Open(db, transaction);
        var amount = movement.Amount.MinorUnits;
        var lines = await Counters.ApplyAsync(db, movement.Amount.Currency,
            new(movement.Debit) { DebitsPending = amount },
            new(movement.Credit) { CreditsPending = amount });
        db.Set<Hold>().Add(new Hold
        {
            Id = new HoldId(clock.NewGuid()),
            TransactionId = transaction.Id,
            DebitId = movement.Debit,
            CreditId = movement.Credit,
            Amount = amount,
            Currency = movement.Amount.Currency,
            SettlesAt = movement.SettlesAt,
            ExpiresAt = expiresAt,
        });
        foreach (var (account, line) in lines)
        {
            db.Set<Entry>().Add(EntryOf(transaction.Id, account, line, null, opens: true, change: 0, now));
        }

        db.Raise(new TransactionHeld(transaction, now));
        return transaction;
    }

    private async Task<Transaction> PostAsync(GraphDb db, Transaction transaction, Movement movement, DateTime now)
    {
        Open(db, transaction);
        var amount = movement.Amount.MinorUnits;
        var lines = await Counters.ApplyAsync(db, movement.Amount.Currency,
            new(movement.Debit) { DebitsPosted = amount },
            new(movement.Credit) { CreditsPosted = amount });
        Write(db, transaction.Id, movement.Debit, movement.Credit, movement.Amount, lines, opens: true, now);
        db.Raise(new TransactionPosted(transaction, now));
        return transaction;
    }

    private static void Guard(Movement movement)
    {
        if (movement.Amount.MinorUnits is <= 0 or > Money.MaxMinorUnits || movement.Debit == movement.Credit)
        {
            throw new InvalidOperationException($"No movement: {movement.Kind} of {movement.Amount}.");
        }
    }

    private static void Open(GraphDb db, Transaction transaction)
    {
        var amount = new Money(transaction.Amount, transaction.Currency);
        db.Audit(transaction.ActorId, AuditKind.MoneyMoved, transaction.CreatedAt, $"{UpperCase.Of(transaction.Kind)}: {amount}.");
        db.Set<Transaction>().Add(transaction);
        db.Set<TransactionEvent>().Add(TransactionEvent.First(transaction));
    }

    /// <summary>Where the money of a new business will go.</summary>
    public AccountId OpenSettlement(GraphDb db)
    {
        var account = Account.OpenSettlement(new AccountId(clock.NewGuid()));
        db.Set<Account>().Add(account);
        return account.Id;
    }

    private TransactionId NewId() => new(clock.NewGuid());

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
        db.Set<Posting>().Add(posting);
        db.Set<Entry>().AddRange(
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
}
