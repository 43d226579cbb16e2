using Graph.Domain.Persistence;
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

    /// <summary>Whether a line in the account's book goes with it.</summary>
    public bool TakesLine { get; init; } = true;

    /// <summary>What the account must have to spare.</summary>
    public long Needs => DebitsPosted + DebitsPending - CreditsPosted;
}

/// <summary>The place that a change took in its account's book, and the posted balance after it.</summary>
internal sealed record BookLine(long Sequence, long Balance);

/// <summary>Changes the counters of accounts by guarded, relative updates, in one order everywhere.</summary>
internal static class Counters
{
    /// <summary>Either all changes happen, or an <see cref="InsufficientFundsError"/> names what was missing.</summary>
    public static async Task<IReadOnlyDictionary<AccountId, BookLine>> ApplyAsync(
        GraphDb db, Currency currency, params CounterChange[] changes)
    {
        var lines = new Dictionary<AccountId, BookLine>(changes.Length);

        // Rows are touched in one order everywhere, so that two movements cannot wait for each other.
        foreach (var change in changes.OrderBy(change => change.Account.Value))
        {
            var account = await ApplyAsync(db, currency, change);
            lines.Add(change.Account, account.Line);
            if (account.Owner is { } owner)
            {
                db.Touch(Topic.Of(owner));
            }
        }

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

            // Nothing changed: lock, read, name the reason; if it would pass now, money came in between, so try again.
            await db.Set<Account>()
                .Where(a => a.Id == change.Account)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSequence, a => a.LastSequence));
            var available = await db.Set<Account>()
                .Where(a => a.Id == change.Account)
                .Select(a => a.CreditsPosted - a.DebitsPosted - a.DebitsPending - a.Floor)
                .SingleAsync();
            if (available < change.Needs && change.Account == Account.BankId)
            {
                throw new InvalidOperationException("The bank's account is full: no counter may pass its bound.");
            }

            if (available < change.Needs)
            {
                throw new DomainException(new InsufficientFundsError(
                    new Money(available, currency), new Money(change.Needs, currency)));
            }
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
            change.TakesLine ? 1L : 0L, db.ParameterOf(change.Account), change.Needs,
        ];
        var changed = await db.ReturningAsync(sql, values, row => new Changed(
            new BookLine(row.GetInt64(0), row.GetInt64(1) - row.GetInt64(2)), row.IsDBNull(3) ? null : new UserId(db.IdOf(row.GetValue(3)))));
        return changed.SingleOrDefault();
    }

    private sealed record Changed(BookLine Line, UserId? Owner);
}
