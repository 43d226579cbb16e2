using System.Data.Common;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence;

/// <summary>What the database holds by itself, whoever writes to it.</summary>
public sealed class ModelTests
{
    [Theory]
    [InlineData("UPDATE posting SET amount = amount + 1", "append-only")]
    [InlineData("DELETE FROM posting", "append-only")]
    [InlineData("UPDATE entry SET balance_after = 0", "append-only")]
    [InlineData("DELETE FROM entry", "append-only")]
    [InlineData("UPDATE transaction_event SET reason = 'x'", "append-only")]
    [InlineData("DELETE FROM transaction_event", "append-only")]
    [InlineData("UPDATE audit_event SET detail = 'x'", "append-only")]
    [InlineData("DELETE FROM audit_event", "append-only")]
    [InlineData("UPDATE feed_event SET recipient_id = NULL, notification_id = NULL, changed = 'x'", "append-only")]
    [InlineData("DELETE FROM feed_event", "append-only")]
    [InlineData("INSERT INTO log_start (id, removed_through) VALUES (1, (SELECT MIN(sequence) FROM feed_event)); DELETE FROM feed_event", "append-only")]
    [InlineData("INSERT INTO log_start (id, removed_through) VALUES (2, 0)", "ck_log_start_only")]
    [InlineData("INSERT INTO block (owner_id, other_id, by_owner, since, other_name) SELECT id, id, found_by_phone, joined_at, handle FROM users", "ck_block_two_people")]
    [InlineData("UPDATE transactions SET amount = amount + 1", "a fact")]
    [InlineData("UPDATE transactions SET payee_id = NULL", "a fact")]
    [InlineData("UPDATE transactions SET business_id = NULL", "a fact")]
    [InlineData("DELETE FROM transactions", "a fact")]
    [InlineData("UPDATE transactions SET refunded = amount + 1", "ck_transactions_refunded")]
    [InlineData("UPDATE account SET debits_posted = credits_posted + 1 WHERE kind = 0", "ck_account_floor")]
    [InlineData("UPDATE account SET debits_pending = credits_posted + 1 WHERE kind = 0", "ck_account_floor")]
    [InlineData("UPDATE account SET debits_pending = -1 WHERE kind = 0", "ck_account_bounded")]
    [InlineData("UPDATE account SET credits_posted = 100000000000000001", "ck_account_bounded")]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 9223372036854775807", "CHECK|ck_account_bounded|out of range|overflow")]
    [InlineData("UPDATE account SET floor = -1 WHERE kind = 0", "ck_account_floor_of_kind")]
    [InlineData("UPDATE account SET owner_id = NULL WHERE kind = 0", "ck_account_wallet_has_owner")]
    [InlineData("INSERT INTO posting (id, transaction_id, position, debit_id, credit_id, amount, currency, at) SELECT {id}, transaction_id, position + 100, debit_id, credit_id, 10000000000001, currency, at FROM posting", "ck_posting_amount")]
    [InlineData("INSERT INTO posting (id, transaction_id, position, debit_id, credit_id, amount, currency, at) SELECT {id}, transaction_id, position + 100, debit_id, debit_id, 1, currency, at FROM posting", "ck_posting_two_accounts")]
    [InlineData("INSERT INTO posting (id, transaction_id, position, debit_id, credit_id, amount, currency, at) SELECT {id}, transaction_id, position + 100, debit_id, credit_id, 1, 7, at FROM posting", "FOREIGN KEY|foreign key|REFERENCE")]
    [InlineData("INSERT INTO entry (account_id, sequence, transaction_id, posting_id, opens, change, balance_after, at) SELECT account_id, sequence, transaction_id, posting_id, opens, change, balance_after, at FROM entry", "UNIQUE|duplicate key|PRIMARY KEY")]
    [InlineData("INSERT INTO entry (account_id, sequence, transaction_id, posting_id, opens, change, balance_after, at) SELECT account_id, sequence + 100, transaction_id, NULL, opens, 1, 1, at FROM entry", "ck_entry_change")]
    [InlineData("INSERT INTO request SELECT * FROM request", "UNIQUE|duplicate key|PRIMARY KEY")]
    [InlineData("UPDATE request SET refusal = 'x'", "ck_request_one_answer")]
    [InlineData("UPDATE hold SET status = 0, posted_amount = 0, resolved_at = NULL", "hold resolves once")]
    [InlineData("UPDATE hold SET amount = amount", "hold resolves once")]
    [InlineData("DELETE FROM hold WHERE status <> 0", "hold resolves once|resolved once")]
    [InlineData("UPDATE transactions SET request_key = NULL", "a fact")]
    [InlineData("UPDATE transactions SET visibility = 0", "a fact")]
    [InlineData("UPDATE users SET level = 3, person_id = NULL", "ck_user_level_needs_person")]
    [InlineData("UPDATE users SET friend_count = 5001", "ck_user_friend_count")]
    [InlineData("DELETE FROM users", "FOREIGN KEY|foreign key|REFERENCE")]
    [InlineData("UPDATE limit_counter SET used = -1", "ck_limit_counter_used")]
    public async Task An_attack_is_refused_by_the_database_itself(string attack, string by)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Graph.Domain.Friendships.Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Graph.Domain.Friendships.Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(10), await database.CardOfAsync(payer)), default);
        await database.Get<Transfers>().SendAsync(
            new Transfer(payer, database.Clock.NewGuid(), payee, Money.Yuan(1)), new(null, null), default);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() =>
            database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(attack.Replace("{id}", TestStore.NewId))));
        Assert.Matches(by, refused.Message);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
