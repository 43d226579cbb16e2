using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>By how much the four counters of one account are to change.</summary>
internal sealed record CounterChange(AccountId Account)
{
    public long DebitsPosted { get; init; }

    public long CreditsPosted { get; init; }

    public long DebitsPending { get; init; }

    public long CreditsPending { get; init; }

    /// <summary>How many lines in the account's book go with it.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>What the account must have to spare.</summary>
    public long Needs => DebitsPosted + DebitsPending - CreditsPosted;

    /// <summary>Both changes of one account as one.</summary>
    public static CounterChange operator +(CounterChange one, CounterChange other) => new(one.Account)
    {
        DebitsPosted = one.DebitsPosted + other.DebitsPosted,
        CreditsPosted = one.CreditsPosted + other.CreditsPosted,
        DebitsPending = one.DebitsPending + other.DebitsPending,
        CreditsPending = one.CreditsPending + other.CreditsPending,
        Lines = one.Lines + other.Lines,
    };
}

/// <summary>The last place that a change took in its account's book, and the posted balance after it.</summary>
internal sealed record BookLine(long Sequence, long Balance);

/// <summary>Changes the counters of accounts by guarded, relative updates, in one order everywhere.</summary>
internal static class Counters
{
    /// <summary>
    /// Makes all changes, or throws <see cref="InsufficientFundsError"/> with what was missing. Accounts are touched by their
    /// ids, those of the house last, so that two movements cannot wait for each other.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="currency">The currency of all changes.</param>
    /// <param name="changes">The changes, one or several an account.</param>
    /// <param name="beforeHouse">Runs when wallets are locked and accounts of the house are not; null for nothing.</param>
    public static async Task<IReadOnlyDictionary<AccountId, BookLine>> ApplyAsync(
        GraphDb db, Currency currency, IEnumerable<CounterChange> changes, Func<Task>? beforeHouse = null)
    {
        var lines = new Dictionary<AccountId, BookLine>();
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

            var changed = await ApplyAsync(db, currency, change);
            lines.Add(change.Account, changed.Line);
            if (changed.Owner is { } owner)
            {
                db.Touch(Topic.Of(owner));
            }
        }

        await (beforeHouse?.Invoke() ?? Task.CompletedTask);
        return lines;
    }

    private static async Task<Changed> ApplyAsync(GraphDb db, Currency currency, CounterChange change)
    {
        while (true)
        {
            if (await UpdateAsync(db, change) is { } changed)
            {
                return changed;
            }

            // The guard refused. The row is locked and read to name the reason; if the change would pass now, money came in
            // between, and it is tried again.
            var row = db.Set<Account>().Where(a => a.Id == change.Account);
            await db.LockAsync(row);
            var available = await row.Select(a => a.CreditsPosted - a.DebitsPosted - a.DebitsPending - a.Floor).SingleAsync();
            if (available >= change.Needs)
            {
                continue;
            }

            throw change.Account.IsOfHouse
                ? new InvalidOperationException($"Account {change.Account.Value} of the house has {available}, and {change.Needs} is needed.")
                : new DomainException(new InsufficientFundsError(new Money(available, currency), new Money(change.Needs, currency)));
        }
    }

    /// <summary>
    /// The guard, the change and the look at its result are one statement: no read that could be stale in between, and
    /// one way to the server while the row is locked. LINQ has no such statement, hence the SQL.
    /// </summary>
    private static async Task<Changed?> UpdateAsync(GraphDb db, CounterChange change)
    {
        var sql = db.UpdateReturning(
            "account",
            "debits_posted = debits_posted + {0}, credits_posted = credits_posted + {1}, "
                + "debits_pending = debits_pending + {2}, credits_pending = credits_pending + {3}, last_sequence = last_sequence + {4}",
            "id = {5} AND credits_posted - debits_posted - debits_pending - {6} >= floor",
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
