using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

/// <summary>
/// Moves money. This is the only class that writes accounts, postings, entries and holds. It works inside the caller's
/// unit, so that the money and its purpose are committed together or not at all. Rows are locked in the same order
/// everywhere: the hold or the transaction itself, wallets by id, the person's limits, what the caller reserves, and
/// accounts of the house by id.
/// </summary>
public sealed partial class GeneralLedger(TimeProvider clock)
{
    /// <summary>Moves money immediately.</summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="movement">The movement to post.</param>
    /// <param name="onceLocked">
    /// Runs after wallets are locked, and before accounts of the house are. It returns whose limits the movement
    /// counts against, or refuses. Null when the movement counts against no limits.
    /// </param>
    public async Task<Transaction> PostAsync(GraphDb db, Movement movement, Func<Task<LimitCharge?>>? onceLocked = null) =>
        await PostAsync(db, movement, Transaction.Open, onceLocked);

    /// <summary>
    /// Sets money aside. The transaction is pending until the hold is posted or released. The hold posts by itself at
    /// the movement's SettlesAt, and is released by itself at <paramref name="expiresAt"/>.
    /// </summary>
    public async Task<Transaction> HoldAsync(
        GraphDb db, Movement movement, DateTime? expiresAt, Func<Task<LimitCharge?>>? onceLocked = null)
    {
        Guard(movement);
        var leg = movement.Legs.Single();
        var amount = leg.Amount.MinorUnits;
        CounterChange[] changes = [new(leg.Debit) { DebitsPending = amount }, new(leg.Credit) { CreditsPending = amount }];
        var (lines, charged) = await ApplyAsync(db, movement, changes, onceLocked);
        var now = charged.Charge?.At ?? clock.UtcNow();
        var transaction = Transaction.Open(NewId(), charged, TransactionStatus.Pending, now);
        Open(db, transaction);
        db.Set<Hold>().Add(new Hold
        {
            Id = new HoldId(clock.NewGuid()),
            TransactionId = transaction.Id,
            DebitId = leg.Debit,
            CreditId = leg.Credit,
            Amount = amount,
            Currency = leg.Amount.Currency,
            SettlesAt = movement.SettlesAt,
            ExpiresAt = expiresAt,
        });
        foreach (var (account, line) in lines)
        {
            db.Set<Entry>().Add(new Entry
            {
                AccountId = account,
                Sequence = line.Sequence,
                TransactionId = transaction.Id,
                Opens = true,
                Change = 0,
                BalanceAfter = line.Balance,
                At = now,
            });
        }

        db.Raise(new TransactionHeld(transaction, now));
        return transaction;
    }

    /// <summary>
    /// Locks accounts in the order of their ids. Call it before several transactions of a unit touch them.
    /// </summary>
    public static async Task LockAsync(GraphDb db, params AccountId[] accounts)
    {
        foreach (var id in accounts.OrderBy(account => account.Value))
        {
            await db.LockAsync(db.Set<Account>().Where(a => a.Id == id));
        }
    }

    /// <summary>
    /// Closes a wallet for good. It must be empty, and nothing may be set aside for it or in it. A payment that waits
    /// for the wallet is refused after that.
    /// </summary>
    /// <exception cref="InvalidOperationException">The wallet is not empty.</exception>
    public static async Task CloseWalletAsync(GraphDb db, UserId owner, DateTime now)
    {
        var closed = await db.Set<Account>()
            .Where(a => a.OwnerId == owner && a.CreditsPosted == a.DebitsPosted && a.DebitsPending == 0 && a.CreditsPending == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ClosedAt, now));
        if (closed != 1)
        {
            throw new InvalidOperationException($"The wallet of {owner} is not empty.");
        }
    }

    /// <summary>Opens the settlement account of a new business, which will receive its money.</summary>
    public AccountId OpenSettlement(GraphDb db)
    {
        var account = Account.OpenSettlement(new AccountId(clock.NewGuid()));
        db.Set<Account>().Add(account);
        return account.Id;
    }

    /// <summary>Opens an account of the house for a new fund.</summary>
    public static AccountId OpenOfHouse(GraphDb db, AccountKind kind)
    {
        var account = Account.OpenOfHouse(kind);
        db.Set<Account>().Add(account);
        return account.Id;
    }

    private async Task<Transaction> PostAsync(
        GraphDb db,
        Movement movement,
        Func<TransactionId, Movement, TransactionStatus, DateTime, Transaction> open,
        Func<Task<LimitCharge?>>? onceLocked)
    {
        Guard(movement);
        var (lines, charged) = await ApplyAsync(db, movement, ChangesOf(movement.Legs), onceLocked);
        var now = charged.Charge?.At ?? clock.UtcNow();
        var transaction = open(NewId(), charged, TransactionStatus.Posted, now);
        Open(db, transaction);
        Write(db, transaction.Id, movement.Legs, lines, opens: true, now);
        db.Raise(new TransactionPosted(transaction, now));
        return transaction;
    }

    private static async Task<(IReadOnlyDictionary<AccountId, BookLine> Lines, Movement Charged)> ApplyAsync(
        GraphDb db, Movement movement, IEnumerable<CounterChange> changes, Func<Task<LimitCharge?>>? onceLocked)
    {
        var charged = movement;
        var lines = await Counters.ApplyAsync(db, movement.Amount.Currency, changes, onceLocked is null ? null : async () =>
            charged = movement with { Charge = await onceLocked() });
        return (lines, charged);
    }

    private static IEnumerable<CounterChange> ChangesOf(IEnumerable<Leg> legs) => legs.SelectMany(leg => new CounterChange[]
    {
        new(leg.Debit) { DebitsPosted = leg.Amount.MinorUnits },
        new(leg.Credit) { CreditsPosted = leg.Amount.MinorUnits },
    });

    private static void Guard(Movement movement)
    {
        if (movement.Legs.Any(leg => leg.Amount.MinorUnits <= 0 || leg.Debit == leg.Credit)
            || movement.Amount.MinorUnits > Money.MaxMinorUnits)
        {
            throw new InvalidOperationException($"{movement.Kind} of {movement.Amount} is not a valid movement.");
        }
    }

    private static void Open(GraphDb db, Transaction transaction)
    {
        var amount = new Money(transaction.Amount, transaction.Currency);
        if (transaction.Operation is not null || transaction.IsParty(transaction.ActorId))
        {
            // What the house moves in somebody's name, such as the income of a fund, is not written into that person's log. It would
            // tell the staff of an institution what its holders have.
            db.Audit(transaction.ActorId, AuditKind.MoneyMoved, transaction.CreatedAt, $"{UpperCase.Of(transaction.Kind)}: {amount}.");
        }

        db.Set<Transaction>().Add(transaction);
        db.Set<TransactionEvent>().Add(TransactionEvent.First(transaction));
    }

    private TransactionId NewId() => new(clock.NewGuid());

    /// <summary>
    /// Writes the postings, and a line in the books of both accounts for each. The counters tell the last line of each
    /// account, so its first new line is found by counting back by the number of new lines.
    /// </summary>
    private void Write(
        GraphDb db,
        TransactionId transaction,
        IReadOnlyList<Leg> legs,
        IReadOnlyDictionary<AccountId, BookLine> lines,
        bool opens,
        DateTime now)
    {
        var before = lines.ToDictionary(line => line.Key, line => new BookLine(
            line.Value.Sequence - legs.Sum(leg => (leg.Debit == line.Key ? 1 : 0) + (leg.Credit == line.Key ? 1 : 0)),
            line.Value.Balance - legs.Sum(leg => ChangeOf(leg, line.Key))));
        var opened = new HashSet<AccountId>();
        foreach (var (index, leg) in legs.Index())
        {
            var posting = new Posting
            {
                Id = new PostingId(clock.NewGuid()),
                TransactionId = transaction,
                Position = index + 1,
                DebitId = leg.Debit,
                CreditId = leg.Credit,
                Amount = leg.Amount.MinorUnits,
                Currency = leg.Amount.Currency,
                At = now,
            };
            db.Set<Posting>().Add(posting);
            Enter(posting.Id, leg.Debit, ChangeOf(leg, leg.Debit));
            Enter(posting.Id, leg.Credit, ChangeOf(leg, leg.Credit));
        }

        void Enter(PostingId posting, AccountId account, long change)
        {
            var line = new BookLine(before[account].Sequence + 1, before[account].Balance + change);
            before[account] = line;
            db.Set<Entry>().Add(new Entry
            {
                AccountId = account,
                Sequence = line.Sequence,
                TransactionId = transaction,
                PostingId = posting,
                Opens = opens && opened.Add(account),
                Change = change,
                BalanceAfter = line.Balance,
                At = now,
            });
        }
    }

    /// <summary>
    /// Returns the change of the account's balance: positive when the leg credits it, negative when the leg debits it.
    /// </summary>
    private static long ChangeOf(Leg leg, AccountId account) =>
        leg.Credit == account ? leg.Amount.MinorUnits : leg.Debit == account ? -leg.Amount.MinorUnits : 0;
}
