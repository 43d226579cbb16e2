using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql.Waiting;

/// <summary>
/// A payment waits for its wallet, and something that stops it gets there first. Each payment is made of the same primitive, and
/// each is tried with each reason.
/// </summary>
public sealed class OvertakingTests
{
    private static readonly Origin Nowhere = new(null, null);

    public enum Paying
    {
        Transfer,
        DelayedTransfer,
        PaymentRequest,
        Purchase,
    }

    public enum Acting
    {
        Redeem,
        RefuseRefund,
        AcceptRefund,
        Publish,
        Pause,
        Draft,
        AddShop,
        Update,
    }

    [Theory]
    [CombinatorialPayments]
    public async Task A_payment_that_waited_for_its_wallet_does_not_go_through_once_it_is_stopped(Paying paying, Stopping stopping)
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var deal = await market.SellAsync();
        var payer = await market.BuyerAsync();
        var payee = await database.PersonAsync();
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        var request = (await database.Get<PaymentRequests>().AskAsync(
            payee, Guid.CreateVersion7(), payer, Money.Yuan(2), null, default)).Value;
        var before = await Overtaking.MovesAsync(database);
        var refused = Assert.IsType<DomainException>(await Overtaking.RunAsync(
            database, stopping, payer, () => PayAsync(database, paying, payer, payee, request, deal)));
        Assert.IsType(
            stopping == Stopping.Freeze ? typeof(AccountFrozenError) : typeof(RealNameLevelRequiredError),
            Assert.Single(refused.Errors));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Theory]
    [InlineData(Acting.Redeem)]
    [InlineData(Acting.RefuseRefund)]
    [InlineData(Acting.AcceptRefund)]
    [InlineData(Acting.Publish)]
    [InlineData(Acting.Pause)]
    [InlineData(Acting.Draft)]
    [InlineData(Acting.AddShop)]
    [InlineData(Acting.Update)]
    public async Task Who_was_removed_from_the_staff_while_their_act_waited_does_nothing_more(Acting acting)
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (staff, buyer) = (await database.PersonAsync(), await market.BuyerAsync());
        await database.Get<Friends>().SendRequestAsync(market.Owner, staff, null);
        await database.Get<Friends>().SendRequestAsync(staff, market.Owner, null);
        await database.Get<MerchantRegister>().AddStaffAsync(market.Owner, market.Merchant, staff);
        var deal = await market.SellAsync();
        if (acting == Acting.Publish)
        {
            await database.Get<Offers>().PauseAsync(market.Owner, deal);
        }

        var order = acting == Acting.Publish ? default : await market.BuyAsync(buyer, deal);
        if (acting is Acting.RefuseRefund or Acting.AcceptRefund)
        {
            await database.Get<Fulfilment>().RequestRefundAsync(buyer, Guid.CreateVersion7(), order, "too salty", default);
        }

        var before = await Overtaking.MovesAsync(database);
        var (locked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = Task.Run(() => database.Units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM business_member WHERE user_id = {staff.Value} FOR UPDATE");
            locked.SetResult();
            await release.Task;
            return true;
        }));
        await locked.Task;
        var removes = Task.Run(() => database.Get<MerchantRegister>().RemoveStaffAsync(market.Owner, market.Merchant, staff));
        await Overtaking.UntilWaitingAsync(database, 1);
        var acts = Task.Run(() => ActAsync(market, acting, staff, deal, order));
        await Overtaking.UntilWaitingAsync(database, 2);
        release.SetResult();
        await holder;
        await removes;
        var refused = await Assert.ThrowsAsync<DomainException>(() => acts);
        Assert.IsType<NotFoundError>(Assert.Single(refused.Errors));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    private static Task ActAsync(Market market, Acting acting, UserId staff, DealId deal, OrderId order)
    {
        var (database, key) = (market.Database, Guid.CreateVersion7());
        var (orders, offers, register) = (database.Get<Fulfilment>(), database.Get<Offers>(), database.Get<MerchantRegister>());
        var now = database.Clock.GetUtcNow().UtcDateTime;
        return acting switch
        {
            Acting.Redeem => orders.RedeemAsync(staff, key, market.Shop, database.Get<Vouchers>().CodeOf(order), default),
            Acting.RefuseRefund => orders.AnswerRefundAsync(staff, key, order, accept: false, null, default),
            Acting.AcceptRefund => orders.AnswerRefundAsync(staff, key, order, accept: true, null, default),
            Acting.Publish => offers.PublishAsync(staff, deal),
            Acting.Pause => offers.PauseAsync(staff, deal),
            Acting.AddShop => register.AddShopAsync(staff, market.Merchant, "东湖店", "文一路 1", new GeoPoint(30.2, 120.1)),
            Acting.Update => register.UpdateAsync(staff, market.Merchant, "别的", null, null),
            _ => offers.DraftAsync(staff, new DealTerms(market.Merchant, "围巾", DealKind.Discount, Money.Yuan(20), Money.Yuan(30), 10)
            {
                StartsAt = now,
                EndsAt = now.AddDays(3),
            }),
        };
    }

    private static Task PayAsync(
        TestDatabase database, Paying paying, UserId payer, UserId payee, PaymentRequestId request, DealId deal)
    {
        var key = Guid.CreateVersion7();
        return paying switch
        {
            Paying.Transfer => database.Get<Transfers>().SendAsync(
                new Transfer(payer, key, payee, Money.Yuan(1)), Nowhere, default),
            Paying.DelayedTransfer => database.Get<Transfers>().SendAsync(
                new Transfer(payer, key, payee, Money.Yuan(1)) { Arrival = Arrival.TwoHours }, Nowhere, default),
            Paying.PaymentRequest => database.Get<PaymentRequests>().AnswerAsync(
                new PaymentAnswer(payer, key, request, Pay: true), Nowhere, default),
            _ => database.Get<Purchases>().BuyAsync(new Purchase(payer, key, deal, 1), Nowhere, default),
        };
    }
}

/// <summary>Every payment with every reason that stops it.</summary>
public sealed class CombinatorialPaymentsAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        from paying in Enum.GetValues<OvertakingTests.Paying>()
        from stopping in Enum.GetValues<Stopping>()
        select new object[] { paying, stopping };
}
