using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>What the database holds of deals by itself, and what the checker finds where it was made to look away.</summary>
public sealed class DealCheckerTests
{
    /// <summary>An order in each state that matters: redeemed with a reward, open, and waiting for its group.</summary>
    private static readonly KeptWorld Lively = new(async () =>
    {
        var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (sharer, buyer) = (await market.BuyerAsync(), await market.BuyerAsync());
        await database.Get<Graph.Domain.Friendships.Friends>().SendRequestAsync(sharer, buyer, null);
        await database.Get<Graph.Domain.Friendships.Friends>().SendRequestAsync(buyer, sharer, null);
        var deal = await market.SellAsync(terms => terms with { ShareReward = Money.Yuan(1) });
        await database.Get<Offers>().ShareAsync(sharer, deal, [buyer], null);
        await market.RedeemAsync(await market.BuyAsync(buyer, deal, purchase => purchase with { SharedBy = sharer }));
        await market.BuyAsync(buyer, deal);
        var group = await market.SellAsync(terms => terms with { Kind = DealKind.GroupBuy, Group = new GroupTerms(2, Money.Yuan(15), 24) });
        await market.BuyAsync(sharer, group, purchase => purchase with { Group = new GroupChoice(null) });
        return database;
    });

    [Theory]
    [InlineData("UPDATE orders SET status = 5, closed_at = created_at, due_at = NULL, refund_requested_at = created_at WHERE status = 1", "escrow is what open orders paid")]
    [InlineData("UPDATE orders SET paid = paid + 1 WHERE status = 2", "an order moved the money that its status requires")]
    [InlineData("UPDATE orders SET reward = reward + 1 WHERE status = 2", "an order moved the money that its status requires")]
    [InlineData("UPDATE orders SET status = 6, redeemed_shop_id = NULL, redeemed_by_id = NULL WHERE status = 2", "an order moved the money that its status requires")]
    [InlineData("DELETE FROM order_transaction", "each transaction that moves escrow belongs to an order")]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1 WHERE kind = 2", "a settlement is what orders earned")]
    [InlineData("UPDATE stock_part SET remaining = remaining + 1", "sold and remaining pieces add up to the stock")]
    [InlineData("UPDATE deal_buyer SET bought = bought + 1", "the pieces of a person are the pieces that they ordered")]
    [InlineData("DELETE FROM deal_buyer", "each order counts against its person's limit")]
    [InlineData("UPDATE group_buy SET members = members + 1", "a group has one order per member, and no order waits once it is complete")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await Lively.OpenAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule.StartsWith(rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE order_transaction SET order_id = order_id", "append-only")]
    [InlineData("DELETE FROM order_transaction", "append-only")]
    [InlineData("UPDATE stock_part SET remaining = -1", "ck_stock_part_remaining")]
    [InlineData("UPDATE deal_buyer SET bought = most + 1", "ck_deal_buyer_bought")]
    [InlineData("UPDATE group_buy SET members = size + 1", "ck_group_buy_members")]
    [InlineData("UPDATE group_buy SET status = 1", "ck_group_buy_complete")]
    [InlineData("UPDATE orders SET sharer_id = buyer_id", "ck_orders_sharer")]
    [InlineData("UPDATE orders SET reward = paid", "ck_orders_reward")]
    [InlineData("UPDATE orders SET status = 2 WHERE status = 1", "ck_orders_closed")]
    [InlineData("UPDATE orders SET paid = 0", "ck_orders_paid|ck_orders_reward")]
    [InlineData("UPDATE deal SET price = list_price + 1", "ck_deal_price")]
    [InlineData("UPDATE deal SET share_reward = price", "ck_deal_reward|ck_deal_group")]
    [InlineData("UPDATE merchant SET licence_number = NULL", "ck_merchant_licence")]
    [InlineData("UPDATE merchant SET follower_count = -1", "ck_merchant_follower_count")]
    [InlineData("UPDATE shop SET latitude = 90.1", "ck_shop_place")]
    [InlineData("DELETE FROM deal", "FOREIGN KEY|foreign key|REFERENCE")]
    public async Task An_attack_is_refused_by_the_database_itself(string attack, string by)
    {
        await using var database = await Lively.OpenAsync();
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(attack.Replace("{id}", TestStore.NewId))));
        Assert.Matches(by, refused.Message);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
