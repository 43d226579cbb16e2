using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>The change of the four counters of an account.</summary>
internal sealed record CounterChange(AccountId Account)
{
    public long DebitsPosted { get; init; }

    public long CreditsPosted { get; init; }

    public long DebitsPending { get; init; }

    public long CreditsPending { get; init; }

    /// <summary>How many lines the change adds to the account's book.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>The available amount that the account needs for the change.</summary>
    public long Needs => DebitsPosted + DebitsPending - CreditsPosted;

    /// <summary>The change that undoes this one.</summary>
    public CounterChange Undone => new(Account)
    {
        DebitsPosted = -DebitsPosted,
        CreditsPosted = -CreditsPosted,
        DebitsPending = -DebitsPending,
        CreditsPending = -CreditsPending,
        Lines = -Lines,
    };

    /// <summary>Adds two changes of the same account.</summary>
    public static CounterChange operator +(CounterChange one, CounterChange other) => new(one.Account)
    {
        DebitsPosted = one.DebitsPosted + other.DebitsPosted,
        CreditsPosted = one.CreditsPosted + other.CreditsPosted,
        DebitsPending = one.DebitsPending + other.DebitsPending,
        CreditsPending = one.CreditsPending + other.CreditsPending,
        Lines = one.Lines + other.Lines,
    };
}

/// <summary>The last line that a change added to the account's book, and the posted balance after it.</summary>
internal sealed record BookLine(long Sequence, long Balance);

/// <summary>Changes the counters of accounts by guarded, relative updates, in the same order everywhere.</summary>
internal static class Counters
{
    /// <summary>
    /// Makes all changes, or throws <see cref="InsufficientFundsError"/> with the available and the needed amount.
    /// Accounts are changed in the order of their ids, those of the house last, so that two movements cannot deadlock. When
    /// a wallet has too little, the wallets before it are as they were, and stay locked: the caller may find more money and
    /// try again.
    /// </summary>
    /// <param name="db">The database context.</param>
    /// <param name="currency">The currency of all changes.</param>
    /// <param name="changes">The changes; an account may have several.</param>
    /// <param name="beforeHouse">
    /// Runs after wallets are locked, and before accounts of the house are; null for nothing.
    /// </param>
    public static async Task<IReadOnlyDictionary<AccountId, BookLine>> ApplyAsync(
        GraphDb db, Currency currency, IEnumerable<CounterChange> changes, Func<Task>? beforeHouse = null)
    {
        var lines = new Dictionary<AccountId, BookLine>();
        var made = new Stack<CounterChange>();
        var ordered = changes
            .GroupBy(change => change.Account)
            .Select(group => group.Aggregate((one, other) => one + other))
            .OrderBy(change => change.Account.Value);
        foreach (var change in ordered)
        {
            if (change.Account.IsOfHouse && beforeHouse is { } first)
            {
                beforeHouse = null;
                await first();
            }

            if (await ApplyAsync(db, change) is not { } changed)
            {
                throw await RefuseAsync(db, currency, change, made);
            }

            made.Push(change);
            lines.Add(change.Account, changed.Line);
            if (changed.Owner is { } owner)
            {
                db.Touch(Topic.WalletOf(owner));
            }
        }

        await (beforeHouse?.Invoke() ?? Task.CompletedTask);
        return lines;
    }

    /// <summary>Makes a change. Returns null when the account has too little for it.</summary>
    private static async Task<Changed?> ApplyAsync(GraphDb db, CounterChange change)
    {
        while (true)
        {
            if (await UpdateAsync(db, change) is { } changed)
            {
                return changed;
            }

            // The guard refused the update. The row is locked and read to find the reason. If the change would succeed
            // now, money came in between, and the update is tried again.
            var row = db.Set<Account>().Where(a => a.Id == change.Account);
            await db.LockAsync(row);
            if (await row.AnyAsync(a => a.ClosedAt != null))
            {
                throw change.Needs > 0 ? Validation.Error("The account is closed.") : new DomainException(new PayeeCannotReceiveError());
            }

            if (await AvailableAsync(db, change.Account) < change.Needs)
            {
                return null;
            }
        }
    }

    /// <summary>Undoes what was made, and returns the refusal of the change that the account has too little for.</summary>
    private static async Task<Exception> RefuseAsync(GraphDb db, Currency currency, CounterChange change, Stack<CounterChange> made)
    {
        var available = await AvailableAsync(db, change.Account);
        if (change.Account.IsOfHouse)
        {
            return new InvalidOperationException($"Account {change.Account.Value} of the house has {available}, and {change.Needs} is needed.");
        }

        foreach (var before in made)
        {
            _ = await UpdateAsync(db, before.Undone) ?? throw new InvalidOperationException($"Account {before.Account.Value} changed while it was locked.");
        }

        return new DomainException(new InsufficientFundsError(new Money(available, currency), new Money(change.Needs, currency)));
    }

    private static Task<long> AvailableAsync(GraphDb db, AccountId account) => db.Set<Account>()
        .Where(a => a.Id == account)
        .Select(a => a.CreditsPosted - a.DebitsPosted - a.DebitsPending - a.Floor)
        .SingleAsync();

    /// <summary>
    /// Updates the counters if the account has enough. The check, the change and reading the result are a single
    /// statement. So no stale value can be read in between, and the row is locked for only one round trip. LINQ cannot
    /// express such a statement, so this is SQL.
    /// </summary>
    private static async Task<Changed?> UpdateAsync(GraphDb db, CounterChange change)
    {
        var sql = db.UpdateReturning(
            "account",
            "debits_posted = debits_posted + {0}, credits_posted = credits_posted + {1}, "
                + "debits_pending = debits_pending + {2}, credits_pending = credits_pending + {3}, last_sequence = last_sequence + {4}",
            "id = {5} AND closed_at IS NULL AND credits_posted - debits_posted - debits_pending - {6} >= floor",
            "last_sequence", "credits_posted", "debits_posted", "owner_id");
        object[] values =
        [
            change.DebitsPosted, change.CreditsPosted, change.DebitsPending, change.CreditsPending,
            (long)change.Lines, db.ParameterOf(change.Account), change.Needs,
        ];
        var changed = await db.ReturningAsync(sql, values, row => new Changed(
            new BookLine(row.GetInt64(0), row.GetInt64(1) - row.GetInt64(2)), row.IsDBNull(3) ? null : new UserId(db.IdOf(row.GetValue(3)))));
        return changed.SingleOrDefault();
    }

    private sealed record Changed(BookLine Line, UserId? Owner);
}
