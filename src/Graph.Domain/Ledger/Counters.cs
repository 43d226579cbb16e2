using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

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
            await ApplyAsync(db, currency, change);
            var account = await db.Accounts
                .Where(a => a.Id == change.Account)
                .Select(a => new { a.LastSequence, Balance = a.CreditsPosted - a.DebitsPosted, a.OwnerId })
                .SingleAsync();
            lines.Add(change.Account, new BookLine(account.LastSequence, account.Balance));
            if (account.OwnerId is { } owner)
            {
                db.Touch(Topic.Of(owner));
            }
        }

        return lines;
    }

    private static async Task ApplyAsync(GraphDb db, Currency currency, CounterChange change)
    {
        // The guard and the change are one statement: no read that could be stale in between.
        while (await UpdateAsync(db, change) == 0)
        {
            // Nothing changed: lock, read, name the reason; if it would pass now, money came in between, so try again.
            await db.Accounts
                .Where(a => a.Id == change.Account)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSequence, a => a.LastSequence));
            var available = await db.Accounts
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

    private static Task<int> UpdateAsync(GraphDb db, CounterChange change)
    {
        var needs = change.Needs;
        var (debits, credits) = (change.DebitsPosted, change.CreditsPosted);
        var (debitsPending, creditsPending) = (change.DebitsPending, change.CreditsPending);
        var line = change.TakesLine ? 1 : 0;
        return db.Accounts
            .Where(a => a.Id == change.Account
                && a.CreditsPosted - a.DebitsPosted - a.DebitsPending - needs >= a.Floor)
            .ExecuteUpdateAsync(set => set
                .SetProperty(a => a.DebitsPosted, a => a.DebitsPosted + debits)
                .SetProperty(a => a.CreditsPosted, a => a.CreditsPosted + credits)
                .SetProperty(a => a.DebitsPending, a => a.DebitsPending + debitsPending)
                .SetProperty(a => a.CreditsPending, a => a.CreditsPending + creditsPending)
                .SetProperty(a => a.LastSequence, a => a.LastSequence + line));
    }
}
