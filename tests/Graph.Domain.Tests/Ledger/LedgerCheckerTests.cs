using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

/// <summary>The checker is only worth what it finds: each rule is broken behind the ledger's back, and must be named.</summary>
public sealed class LedgerCheckerTests
{
    private const string Unguard =
        """
        DROP TRIGGER tr_posting_append_only_update; DROP TRIGGER tr_posting_append_only_delete;
        DROP TRIGGER tr_entry_append_only_update; DROP TRIGGER tr_entry_append_only_delete;
        DROP TRIGGER tr_transaction_event_append_only_delete; DROP TRIGGER tr_transaction_event_append_only_update;
        DROP TRIGGER tr_transactions_facts_update; DROP TRIGGER tr_transactions_facts_delete;
        """;

    [Theory]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1 WHERE kind = 0", "all balances sum to zero")]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1, debits_posted = debits_posted + 1", "posted counters equal the sum of postings")]
    [InlineData("UPDATE account SET credits_pending = credits_pending + 1", "pending counters equal the open holds")]
    [InlineData("UPDATE entry SET balance_after = balance_after + 1 WHERE sequence = 1", "books are complete and add up")]
    [InlineData("UPDATE account SET last_sequence = last_sequence + 1", "books have as many lines as were taken")]
    [InlineData("UPDATE posting SET amount = amount + 1", "a posting stands in two books")]
    [InlineData("UPDATE transactions SET amount = amount + 1 WHERE kind = 2", "a posted transaction has its postings")]
    [InlineData("UPDATE hold SET status = 0, resolved_at = NULL", "a posted transaction has its postings")]
    [InlineData("UPDATE transactions SET status = 4 WHERE kind = 2", "the status is the last step of the history")]
    [InlineData("DELETE FROM transaction_event WHERE number > 1", "the status is the last step of the history")]
    [InlineData("UPDATE limit_counter SET used = used + 1", "limits count what was paid")]
    [InlineData("DELETE FROM limit_counter", "limits count what was paid")]
    [InlineData("UPDATE bank_request SET status = 0", "a transaction stands where the bank's answer put it")]
    [InlineData("DELETE FROM bank_request", "the bank's account is what it settled")]
    [InlineData("DELETE FROM request WHERE operation = 'transfer'", "each transaction has one request")]
    [InlineData("UPDATE request SET result = '{\"Value\":\"00000000-0000-0000-0000-000000000001\"}'", "an answer names the transaction")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(10), await database.CardOfAsync(payer)), default);
        await database.Get<Transfers>().SendAsync(
            new Transfer(payer, database.Clock.NewGuid(), payee, Money.Yuan(1)), new(null, null), default);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.Units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA defer_foreign_keys = ON");
            await db.Database.ExecuteSqlRawAsync(Unguard);
            return await db.Database.ExecuteSqlRawAsync(damage.Replace("{", "{{").Replace("}", "}}"));
        });
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule.StartsWith(rule, StringComparison.Ordinal));
    }
}
