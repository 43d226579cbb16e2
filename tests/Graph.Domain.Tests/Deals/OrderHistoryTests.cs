using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>What orders are worth as evidence of a person.</summary>
public sealed class OrderHistoryTests
{
    [Fact]
    public async Task Three_merchants_with_orders_of_ten_yuan_are_evidence_for_a_year()
    {
        await using var database = await TestDatabase.CreateAsync();
        var buyer = await (await Market.OpenAsync(database)).BuyerAsync(200);
        Assert.Equal("3 more completed orders", await ReasonAsync(database, buyer));
        await BoughtAsync(database, buyer, Money.Yuan(10), orders: 3);
        Assert.Equal("2 more completed orders", await ReasonAsync(database, buyer));
        await BoughtAsync(database, buyer, Money.Yuan(10));
        await BoughtAsync(database, buyer, Money.Fen(9_99));
        Assert.Equal("1 more completed order ", await ReasonAsync(database, buyer));
        await BoughtAsync(database, buyer, Money.Yuan(20), redeemed: false);
        Assert.Equal("1 more completed order ", await ReasonAsync(database, buyer));
        await BoughtAsync(database, buyer, Money.Yuan(20));

        var evidence = await SubmitAsync(database, buyer);
        Assert.Equal(
            (EvidenceStatus.Accepted, database.Clock.GetUtcNow().UtcDateTime.AddYears(1)), (evidence.Status, evidence.ValidUntil));
        database.Clock.Advance(TimeSpan.FromDays(366));
        await database.MeetAsync<ExpiringEvidence>();
        Assert.Equal("3 more completed orders", await ReasonAsync(database, buyer));
    }

    [Fact]
    public async Task The_merchants_of_one_person_are_one_friend_whichever_account_owns_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        var buyer = await (await Market.OpenAsync(database)).BuyerAsync(200);
        var friend = await BoughtAsync(database, buyer, Money.Yuan(10));
        await database.JoinAsync(await BoughtAsync(database, buyer, Money.Yuan(10)), friend);
        await database.JoinAsync(await BoughtAsync(database, buyer, Money.Yuan(10)), friend);
        Assert.Equal("2 more completed orders", await ReasonAsync(database, buyer));
    }

    /// <summary>A merchant of its own sells to the buyer. Returns its owner.</summary>
    private static async Task<UserId> BoughtAsync(
        TestDatabase database, UserId buyer, Money price, int orders = 1, bool redeemed = true)
    {
        var market = await Market.OpenAsync(database);
        var deal = await market.SellAsync(terms => terms with { Price = price });
        for (var i = 0; i < orders; i++)
        {
            var order = await market.BuyAsync(buyer, deal);
            if (redeemed)
            {
                await market.RedeemAsync(order);
            }
        }

        return market.Owner;
    }

    private static async Task<string> ReasonAsync(TestDatabase database, UserId buyer)
    {
        var evidence = await SubmitAsync(database, buyer);
        Assert.Equal(EvidenceStatus.Rejected, evidence.Status);
        return evidence.Reason![.."1 more completed order ".Length];
    }

    private static async Task<Evidence> SubmitAsync(TestDatabase database, UserId buyer)
    {
        var id = await database.Get<IdentityProofing>().SubmitOrderHistoryAsync(buyer, consent: true, default);
        return await database.Units.ReadAsync(db => db.Set<Evidence>().SingleAsync(e => e.Id == id));
    }

    [Fact]
    public async Task What_an_account_bought_under_somebody_elses_identity_is_evidence_of_neither()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (impostor, owner, stranger) = (await market.BuyerAsync(200), await market.BuyerAsync(), await market.BuyerAsync());
        await BoughtAsync(database, impostor, Money.Yuan(10));
        await database.JoinAsync(owner, impostor);
        Assert.Equal("2 more completed orders", await ReasonAsync(database, owner));
        await database.JoinAsync(impostor, stranger);
        Assert.Equal("3 more completed orders", await ReasonAsync(database, owner));
        Assert.Equal("3 more completed orders", await ReasonAsync(database, impostor));
    }

    [Fact]
    public async Task Evidence_that_was_renewed_in_time_ends_in_silence()
    {
        await using var database = await TestDatabase.CreateAsync();
        var buyer = await (await Market.OpenAsync(database)).BuyerAsync(200);
        for (var i = 0; i < 3; i++)
        {
            await BoughtAsync(database, buyer, Money.Yuan(10));
        }

        await SubmitAsync(database, buyer);
        database.Clock.Advance(TimeSpan.FromDays(300));
        Assert.Equal(EvidenceStatus.Accepted, (await SubmitAsync(database, buyer)).Status);
        var told = await ToldAsync();
        database.Clock.Advance(TimeSpan.FromDays(66));
        await database.MeetAsync<ExpiringEvidence>();
        Assert.Equal(told, await ToldAsync());
        database.Clock.Advance(TimeSpan.FromDays(300));
        await database.MeetAsync<ExpiringEvidence>();
        Assert.Equal((told.Notices + 1, told.Lines + 1), await ToldAsync());

        Task<(int Notices, int Lines)> ToldAsync() => database.Units.ReadAsync(async db => (
            await db.Set<Notification>().CountAsync(n => n.RecipientId == buyer && n.Kind == NotificationKind.EvidenceDecided),
            await db.Set<AuditEvent>().CountAsync(e => e.UserId == buyer && e.Kind == AuditKind.EvidenceDecided)));
    }

    [Fact]
    public async Task An_order_whose_time_is_over_has_the_status_that_it_takes_then()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var buyer = await market.BuyerAsync(200);
        var (voucher, asked) = (await market.BuyAsync(buyer, await market.SellAsync()), await market.BuyAsync(buyer, await market.SellAsync()));
        await AskAsync(asked);
        database.Clock.Advance(Order.AnswerTime);
        Assert.Equal(OrderStatus.Refunded, await StatusAsync(() => AskAsync(asked)));
        var end = await database.Units.ReadAsync(db => db.Set<Order>().Where(o => o.Id == voucher).Select(o => o.ExpiresAt).SingleAsync());
        database.Clock.SetUtcNow(new DateTimeOffset(end, TimeSpan.Zero));
        Assert.Equal(OrderStatus.Expired, await StatusAsync(() => AskAsync(voucher)));
        Assert.Equal(OrderStatus.Expired, await StatusAsync(() => market.RedeemAsync(voucher)));

        Task AskAsync(OrderId order) => database.Get<Fulfilment>().RequestRefundAsync(buyer, database.Clock.NewGuid(), order, "Too late", default);
        static async Task<OrderStatus> StatusAsync(Func<Task> act) =>
            Assert.IsType<OrderStatusError>((await Assert.ThrowsAsync<DomainException>(act)).Errors[0]).Status;
    }

    [Fact]
    public async Task An_account_that_became_another_persons_is_not_twice_in_a_group()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (buyer, stranger) = (await market.BuyerAsync(), await market.BuyerAsync());
        var deal = await market.SellAsync(terms => terms with { Kind = DealKind.GroupBuy, Group = new GroupTerms(3, Money.Yuan(15), 24) });
        var started = await market.BuyAsync(buyer, deal, purchase => purchase with { Group = new GroupChoice(null) });
        var group = await database.Units.ReadAsync(db => db.Set<Order>().Where(o => o.Id == started).Select(o => o.GroupId).SingleAsync());
        await database.JoinAsync(buyer, stranger);
        var refused = await Assert.ThrowsAsync<DomainException>(
            () => market.BuyAsync(buyer, deal, purchase => purchase with { Group = new GroupChoice(group) }));
        Assert.IsType<AlreadyInGroupError>(Assert.Single(refused.Errors));
    }
}
