using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Payments;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Ledger;

/// <summary>The checker sees money that nothing will move, and what should have been done long ago.</summary>
public sealed class OverdueTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    public enum Waiting
    {
        DelayedTransfer,
        ExpiringHold,
        BankRequest,
        PaymentRequest,
        Receipt,
        Voucher,
        Refund,
        Group,
    }

    [Theory]
    [InlineData(Waiting.DelayedTransfer, "a hold settles or expires in time")]
    [InlineData(Waiting.ExpiringHold, "a hold settles or expires in time")]
    [InlineData(Waiting.BankRequest, "a silent bank is asked again in time")]
    [InlineData(Waiting.PaymentRequest, "a payment request is answered or expires in time")]
    [InlineData(Waiting.Receipt, "an order is received, refunded or ended in time")]
    [InlineData(Waiting.Voucher, "an order is received, refunded or ended in time")]
    [InlineData(Waiting.Refund, "an order is received, refunded or ended in time")]
    [InlineData(Waiting.Group, "a group ends in time")]
    public async Task What_was_due_an_hour_ago_is_found_and_nothing_before(Waiting waiting, string rule)
    {
        var bank = new PuppetBank();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IBank>(bank));
        var due = await BeginAsync(database, bank, waiting);
        database.Clock.Advance(due - database.Clock.GetUtcNow().UtcDateTime + Slack);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(rule, Assert.Single(await database.Get<LedgerChecker>().CheckAsync()).Rule);
        bank.Answer = BankOutcome.Settled;
        await database.MeetAllAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task A_delayed_transfer_of_a_frozen_account_may_wait()
    {
        await using var database = await TestDatabase.CreateAsync();
        await BeginAsync(database, new PuppetBank(), Waiting.DelayedTransfer);
        var payer = await database.Units.ReadAsync(db => db.Set<Transaction>().Where(t => t.SettlesAt != null).Select(t => t.PayerId!.Value).SingleAsync());
        await database.Get<Profiles>().FreezeAsync(payer, null);
        database.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        // Nothing is wrong in the seconds until background work comes to it.
        await database.Get<Profiles>().UnfreezeAsync(payer, TestDatabase.Password, pin: null, new Origin(null, null));
        database.Clock.Advance(Slack);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a hold settles or expires in time", Assert.Single(await database.Get<LedgerChecker>().CheckAsync()).Rule);
    }

    [Theory]
    [InlineData(Waiting.BankRequest, "DELETE FROM bank_request WHERE status = 0", "an open hold has something that ends it")]
    [InlineData(Waiting.DelayedTransfer, "UPDATE hold SET settles_at = NULL WHERE status = 0", "an open hold has something that ends it")]
    [InlineData(Waiting.ExpiringHold, "UPDATE hold SET expires_at = NULL WHERE status = 0", "an open hold has something that ends it")]
    [InlineData(Waiting.Receipt, "UPDATE orders SET due_at = NULL", "an open order has a next step")]
    [InlineData(Waiting.Refund, "UPDATE orders SET due_at = NULL", "an open order has a next step")]
    [InlineData(Waiting.Group, "UPDATE group_buy SET status = 2", "an open order has a next step")]
    public async Task What_nothing_will_end_is_found_at_once(Waiting waiting, string damage, string rule)
    {
        var bank = new PuppetBank();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IBank>(bank));
        await BeginAsync(database, bank, waiting);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), found => found.Rule.StartsWith(rule, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_time_in_the_queue_does_not_hide_an_order()
    {
        await using var database = await TestDatabase.CreateAsync();
        var due = await BeginAsync(database, new PuppetBank(), Waiting.Receipt);
        await database.Units.WriteAsync(db => db.Set<Order>().ExecuteUpdateAsync(set => set.SetProperty(o => o.DueAt, due.AddYears(9))));
        database.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(0, await database.MeetAsync<OrderDeadlines>());
        Assert.Equal("an order is received, refunded or ended in time", Assert.Single(await database.Get<LedgerChecker>().CheckAsync()).Rule);
    }

    [Fact]
    public async Task An_unanswered_payment_request_is_closed_after_seven_days()
    {
        await using var database = await TestDatabase.CreateAsync();
        var due = await BeginAsync(database, new PuppetBank(), Waiting.PaymentRequest);
        Assert.Equal(0, await database.MeetAsync<ExpiringRequests>());
        database.Clock.Advance(PaymentRequest.Lifetime);
        Assert.Equal(1, await database.MeetAsync<ExpiringRequests>());
        Assert.Equal(0, await database.MeetAsync<ExpiringRequests>());
        var request = await database.Units.ReadAsync(db => db.Set<PaymentRequest>().SingleAsync());
        Assert.Equal((PaymentRequestStatus.Expired, (DateTime?)due), (request.Status, request.ClosedAt));
    }

    /// <summary>Something that waits. Returns when its time is over.</summary>
    private static async Task<DateTime> BeginAsync(TestDatabase database, PuppetBank bank, Waiting waiting)
    {
        var now = database.Clock.GetUtcNow().UtcDateTime;
        switch (waiting)
        {
            case Waiting.Receipt or Waiting.Voucher or Waiting.Refund or Waiting.Group:
                return await OrderAsync(database, waiting, now);
            case Waiting.BankRequest:
                var person = await database.PersonAsync();
                bank.Answer = BankOutcome.Unknown;
                await TopUpAsync(database, person);
                return await database.Units.ReadAsync(db => db.Set<BankRequest>().Select(r => r.NextAttemptAt).SingleAsync());
            case Waiting.ExpiringHold:
                await HoldTests.HeldAsync(database, now.AddHours(1));
                return now.AddHours(1);
        }

        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await TopUpAsync(database, payer);
        if (waiting == Waiting.DelayedTransfer)
        {
            await database.Get<Transfers>().SendAsync(
                new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)) { Arrival = Arrival.TwoHours }, Market.Nowhere, default);
            return now.AddHours(2);
        }

        await database.Get<PaymentRequests>().AskAsync(payee, Guid.CreateVersion7(), payer, Money.Yuan(1), null, default);
        return now + PaymentRequest.Lifetime;
    }

    private static async Task TopUpAsync(TestDatabase database, UserId person) => await database.Get<TopUps>().TopUpAsync(
        new TopUp(person, database.Clock.NewGuid(), Money.Yuan(10), await database.CardOfAsync(person)), default);

    private static async Task<DateTime> OrderAsync(TestDatabase database, Waiting waiting, DateTime now)
    {
        var market = await Market.OpenAsync(database);
        var buyer = await market.BuyerAsync();
        var deal = await market.SellAsync(terms => waiting switch
        {
            Waiting.Receipt => terms with { Kind = DealKind.Discount, Shops = [] },
            Waiting.Group => terms with { Kind = DealKind.GroupBuy, Group = new GroupTerms(2, Money.Yuan(15), 24) },
            _ => terms,
        });
        var order = await market.BuyAsync(buyer, deal, purchase => purchase with { Group = waiting == Waiting.Group ? new GroupChoice(null) : null });
        if (waiting != Waiting.Refund)
        {
            return waiting switch { Waiting.Receipt => now + Order.ReceiptTime, Waiting.Group => now.AddHours(24), _ => now.AddDays(3) };
        }

        await database.Get<Fulfilment>().RequestRefundAsync(buyer, Guid.CreateVersion7(), order, "too salty", default);
        return now + Order.AnswerTime;
    }
}
