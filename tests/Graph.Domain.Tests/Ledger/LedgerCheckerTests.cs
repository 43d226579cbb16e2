using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

/// <summary>The checker is only worth what it finds: each rule is broken behind the ledger's back, and must be named.</summary>
public sealed class LedgerCheckerTests
{
    /// <summary>A top-up, a transfer, a reversal, and a bill that is paid.</summary>
    private static readonly KeptWorld Busy = new(async () =>
    {
        var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(10), await database.CardOfAsync(payer)), default);
        await database.Get<Transfers>().SendAsync(
            new Transfer(payer, database.Clock.NewGuid(), payee, Money.Yuan(1)), new(null, null), default);
        var mistaken = await database.Get<Transfers>().SendAsync(
            new Transfer(payer, database.Clock.NewGuid(), payee, Money.Yuan(1)), new(null, null), default);
        var admin = await database.PersonAsync(RealNameLevel.None);
        await database.Get<Reversals>().ReverseAsync(admin, database.Clock.NewGuid(), mistaken.Value, "a mistake", default);
        await database.Get<Bills>().SplitAsync(
            new BillSplit(payee, database.Clock.NewGuid(), "tea", Money.Yuan(2), [new(payee, null), new(payer, null)]), default);
        var share = await database.Units.ReadAsync(db => db.Set<PaymentRequest>().SingleAsync());
        await database.Get<PaymentRequests>().AnswerAsync(
            new PaymentAnswer(payer, database.Clock.NewGuid(), share.Id, Pay: true), new(null, null), default);
        return database;
    });

    [Theory]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1 WHERE kind = 0", "all balances sum to zero")]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1, debits_posted = debits_posted + 1", "posted counters equal the sum of postings")]
    [InlineData("UPDATE account SET credits_pending = credits_pending + 1", "pending counters equal the open holds")]
    [InlineData("UPDATE transactions SET payer_id = payee_id, payee_id = payer_id WHERE kind = 2 AND refunded = 0", "a posting moves between the two sides")]
    [InlineData("UPDATE entry SET balance_after = balance_after + 1 WHERE sequence = 1", "books are complete and add up")]
    [InlineData("UPDATE account SET last_sequence = last_sequence + 1", "a book has as many lines as its account counts")]
    [InlineData("UPDATE posting SET amount = amount + 1", "a posting stands in two books")]
    [InlineData("UPDATE transactions SET amount = amount + 1 WHERE kind = 2", "a posted transaction has its postings")]
    [InlineData("UPDATE hold SET status = 0, resolved_at = NULL, posted_amount = 0", "a posted transaction has its postings")]
    [InlineData("UPDATE transactions SET status = 4 WHERE kind = 2", "the status is the last step of the history")]
    [InlineData("DELETE FROM transaction_event WHERE number > 1", "the status is the last step of the history")]
    [InlineData("UPDATE limit_counter SET used = used + 1", "the limits count the sum of the payments")]
    [InlineData("DELETE FROM limit_counter", "the limits count the sum of the payments")]
    [InlineData("UPDATE hold SET posted_amount = posted_amount - 1", "a posted transaction has its postings")]
    [InlineData("UPDATE transactions SET refunded = 1 WHERE kind = 2", "the refunded amount equals the sum that went back")]
    [InlineData("UPDATE payment_request SET amount = amount + 1 WHERE status = 1", "a paid request moved its amount")]
    [InlineData("UPDATE payment_request SET payer_id = payee_id, payee_id = payer_id", "a paid request moved its amount")]
    [InlineData("UPDATE bill SET total = total + 1", "the shares of a bill add up to its total")]
    [InlineData("UPDATE bill_share SET amount = amount + 1 WHERE position = 1", "a share equals the request for it")]
    [InlineData("UPDATE transactions SET amount = 2 WHERE kind = 11", "a reversal or refund goes back to the payer of the original")]
    [InlineData("UPDATE transactions SET request_key = NULL WHERE kind = 2", "each transaction has a request, unless its kind needs none")]
    [InlineData("UPDATE bank_request SET status = 0", "a transaction has the status of the bank's answer")]
    [InlineData("DELETE FROM bank_request", "the bank's balance is what it settled")]
    [InlineData("DELETE FROM request WHERE operation = 'transfer'", "each transaction has a request, unless its kind needs none")]
    [InlineData("UPDATE request SET result = '{\"Value\":\"00000000-0000-0000-0000-000000000001\"}'", "each answer names the transaction")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await Busy.OpenAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule.StartsWith(rule, StringComparison.Ordinal));
    }
}
