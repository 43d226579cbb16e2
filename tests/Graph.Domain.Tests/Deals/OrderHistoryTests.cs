using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
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
}
