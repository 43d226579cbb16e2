using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Deals;

public sealed class OrderTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task A_voucher_is_bought_and_redeemed_once_and_the_merchant_is_paid()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now);
        var key = Guid.CreateVersion7();
        var bought = await buyer.BuyAsync(deal, new { quantity = 2 }, key);
        Assert.Null(bought["errors"]);
        Assert.Equal(("PAID", "40.00"), ((string)bought["order"]!["status"]!, bought["order"]!.Amount("paid")));
        Assert.Equal("460.00", bought["wallet"]!.Amount("available"));
        Assert.Equal(8, (int)bought["order"]!["deal"]!["remaining"]!);
        var purchase = bought["order"]!["transactions"]!["nodes"]![0]!;
        Assert.Equal(("PURCHASE", "OUT", "Merchant"),
            ((string)purchase["kind"]!, (string)purchase["direction"]!, (string)purchase["payee"]!["__typename"]!));
        Assert.Equal("0.00", await shop.SettlementAsync());
        Assert.True((bool)(await buyer.BuyAsync(deal, new { quantity = 2 }, key))["replayed"]!);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (await buyer.BuyAsync(deal, new { quantity = 1 }, key)).CodeOf());

        var code = (string)bought["order"]!["voucherCode"]!;
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code);
        var redeem = Guid.CreateVersion7();
        var redeemed = await shop.Owner.RedeemAsync(shop.Shop, code.ToLowerInvariant().Replace("-", " "), redeem);
        Assert.Null(redeemed["errors"]);
        Assert.Equal("REDEEMED", (string)redeemed["order"]!["status"]!);
        Assert.Null(redeemed["order"]!["voucherCode"]);

        // The code is of no use any more; what became of it is said instead, to both sides.
        foreach (var side in new[] { buyer, shop.Owner })
        {
            var order = (await side.DataAsync(
                "query($id: ID!) { node(id: $id) { ... on Order { voucherCode redeemedAt redeemedIn { id } redeemedBy { id } } } }",
                new { id = bought.Id("order") }))["node"]!;
            Assert.Null(order["voucherCode"]);
            Assert.Equal((shop.Shop, shop.Owner.Id), ((string)order["redeemedIn"]!["id"]!, (string)order["redeemedBy"]!["id"]!));
            Assert.NotNull((string?)order["redeemedAt"]);
        }

        // Page by page, from both ends.
        var cursor = "";
        foreach (var (way, kind) in new[] { ("first: 1", "PURCHASE"), ("first: 1, after: CURSOR", "ESCROW_RELEASE"), ("last: 1, before: CURSOR", "PURCHASE") })
        {
            var page = (await shop.Owner.DataAsync(
                $"query($id: ID!) {{ node(id: $id) {{ ... on Order {{ transactions({way.Replace("CURSOR", $"\"{cursor}\"")}) {{ nodes {{ kind }} pageInfo {{ endCursor }} }} }} }} }}",
                new { id = bought.Id("order") }))["node"]!["transactions"]!;
            Assert.Equal((way, kind), (way, string.Join(" ", page["nodes"]!.AsArray().Select(t => (string)t!["kind"]!))));
            cursor = (string)page["pageInfo"]!["endCursor"]!;
        }

        // Money that is released from escrow was paid by the buyer.
        var release = (await shop.Owner.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Order { transactions(last: 1) { totalCount nodes { kind direction payer { id } payee { id } } pageInfo { hasPreviousPage } } } } }",
            new { id = bought.Id("order") }))["node"]!["transactions"]!;
        Assert.Equal((2, true), ((int)release["totalCount"]!, (bool)release["pageInfo"]!["hasPreviousPage"]!));
        Assert.Equal(
            ("ESCROW_RELEASE", "IN", buyer.Id, shop.Merchant),
            ((string)release["nodes"]![0]!["kind"]!, (string)release["nodes"]![0]!["direction"]!,
                (string)release["nodes"]![0]!["payer"]!["id"]!, (string)release["nodes"]![0]!["payee"]!["id"]!));
        Assert.Equal(["PURCHASE", "ESCROW_RELEASE"], redeemed["order"]!["transactions"]!["nodes"]!.AsArray().Select(t => (string)t!["kind"]!));
        Assert.True((bool)(await shop.Owner.RedeemAsync(shop.Shop, code.ToLowerInvariant().Replace("-", " "), redeem))["replayed"]!);
        var again = await shop.Owner.RedeemAsync(shop.Shop, code);
        Assert.Equal(("ORDER_STATUS", "REDEEMED"), (again.CodeOf(), (string)again["errors"]![0]!["status"]!));
        Assert.Equal("40.00", await shop.SettlementAsync());
        var told = await buyer.DataAsync("{ viewer { notifications(first: 1) { nodes { kind title actor { __typename id } subject { __typename ... on Order { status } } } } } }");
        var line = told["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(("VOUCHER_REDEEMED", "Your voucher was redeemed"), ((string)line["kind"]!, (string)line["title"]!));
        Assert.Equal(("Merchant", shop.Merchant), ((string)line["actor"]!["__typename"]!, (string)line["actor"]!["id"]!));
    }

    [Fact]
    public async Task Codes_count_only_in_shops_of_the_deal_and_for_their_staff()
    {
        var (shop, other, buyer) = (await server.OpenShopAsync(), await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now);
        var bought = await buyer.BuyAsync(deal);
        var code = (string)bought["order"]!["voucherCode"]!;
        Assert.Equal("INVALID_VOUCHER", (await shop.Owner.RedeemAsync(shop.Shop, "0000-0000-0000-0000")).CodeOf());
        Assert.Equal("INVALID_VOUCHER", (await other.Owner.RedeemAsync(other.Shop, code)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.Owner.RedeemAsync(shop.Shop, code)).CodeOf());
        var second = (string)(await shop.Owner.AddShopAsync(shop.Merchant))["shop"]!["id"]!;
        Assert.Equal("INVALID_VOUCHER", (await shop.Owner.RedeemAsync(second, code)).CodeOf());
        Assert.Equal("INVALID_VOUCHER", (await shop.Owner.RedeemAsync(shop.Shop, new string('0', 5000))).CodeOf());
        Assert.Null((await shop.Owner.RedeemAsync(shop.Shop, code))["errors"]);
    }

    [Fact]
    public async Task What_was_not_used_refunds_itself_when_it_ends_and_limits_and_stock_are_as_before()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now);
        var order = (await buyer.BuyAsync(deal, new { quantity = 2 })).Id("order");
        Assert.Equal("DEAL_LIMIT_REACHED", (await buyer.BuyAsync(deal)).CodeOf());
        server.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(2));
        buyer = await server.BackAsync(buyer);
        Assert.Equal("PAID", (string)(await buyer.OrderAsync(order))["status"]!);
        await server.PassAsync(TimeSpan.FromMinutes(2), () => buyer.StandsAsync(order, "EXPIRED"));
        Assert.Equal("500.00", await buyer.BalanceAsync());
        var seen = await buyer.DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { status remaining viewerCanBuy { allowed code message } } } viewer { realName { limits { period used { amount } } } } }", new { id = deal });
        Assert.Equal(("ENDED", 10, "ENDED"), ((string)seen["node"]!["status"]!, (int)seen["node"]!["remaining"]!, (string)seen["node"]!["viewerCanBuy"]!["code"]!));
        Assert.All(seen["viewer"]!["realName"]!["limits"]!.AsArray(), limit => Assert.Equal("0.00", limit!.Amount("used")));
        var shown = await buyer.OrderAsync(order);
        Assert.Null(shown["voucherCode"]);
        Assert.Equal(["PURCHASE", "REFUND"], shown["transactions"]!["nodes"]!.AsArray().Select(t => (string)t!["kind"]!));
    }

    [Fact]
    public async Task A_voucher_that_is_over_is_not_redeemed_even_before_anybody_looked()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now, new { endsAt = Now.AddSeconds(30) });
        var code = (string)(await buyer.BuyAsync(deal))["order"]!["voucherCode"]!;
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        var late = await shop.Owner.RedeemAsync(shop.Shop, code);
        Assert.Equal(("ORDER_STATUS", "EXPIRED"), (late.CodeOf(), (string)late["errors"]![0]!["status"]!));
        Assert.Equal("DEAL_NOT_OPEN", (await buyer.BuyAsync(deal)).CodeOf());
        await server.PassAsync(TimeSpan.FromSeconds(1), async () => await buyer.BalanceAsync() == "500.00");
    }

    [Fact]
    public async Task The_receipt_of_a_voucher_is_not_confirmed_the_shop_redeems_it()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var bought = await buyer.BuyAsync(await shop.SellAsync(Now));
        var refused = await buyer.ConfirmAsync(bought.Id("order"));
        Assert.Equal("VOUCHER_ORDER", refused.CodeOf());
        Assert.Contains("shop", (string)refused["errors"]![0]!["message"]!);
        Assert.Equal("0.00", await shop.SettlementAsync());
        Assert.Null((await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!))["errors"]);
        Assert.Equal("20.00", await shop.SettlementAsync());
    }

    [Fact]
    public async Task What_is_sent_is_received_by_hand_or_after_ten_days()
    {
        var (shop, one, other) = (await server.OpenShopAsync(), await server.BuyerAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now, new { kind = "DISCOUNT", shops = Array.Empty<string>() });
        var (first, second) = ((await one.BuyAsync(deal)).Id("order"), (await other.BuyAsync(deal)).Id("order"));
        Assert.Null((await one.OrderAsync(first))["voucherCode"]);
        Assert.Equal("NOT_FOUND", (await other.ConfirmAsync(first)).CodeOf());
        var key = Guid.CreateVersion7();
        Assert.Equal("COMPLETED", (string)(await one.ConfirmAsync(first, key))["order"]!["status"]!);
        Assert.True((bool)(await one.ConfirmAsync(first, key))["replayed"]!);
        Assert.Equal("ORDER_STATUS", (await one.ConfirmAsync(first)).CodeOf());
        Assert.Equal("20.00", await shop.SettlementAsync());
        server.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromMinutes(1));
        other = await server.BackAsync(other);
        Assert.Equal("PAID", (string)(await other.OrderAsync(second))["status"]!);
        await server.PassAsync(TimeSpan.FromMinutes(1), () => other.StandsAsync(second, "COMPLETED"));
        shop = shop with { Owner = await server.BackAsync(shop.Owner) };
        Assert.Equal("40.00", await shop.SettlementAsync());
    }

    [Fact]
    public async Task A_refund_is_asked_for_once_and_answered_and_meanwhile_nothing_is_redeemed()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now);
        var bought = await buyer.BuyAsync(deal);
        var (order, code) = (bought.Id("order"), (string)bought["order"]!["voucherCode"]!);
        Assert.Equal("VALIDATION", (await buyer.AskBackAsync(order, " ")).CodeOf());
        var key = Guid.CreateVersion7();
        var asked = await buyer.AskBackAsync(order, key: key);
        Assert.Equal("REFUND_REQUESTED", (string)asked["order"]!["status"]!);
        Assert.Equal(Now.AddHours(48), (DateTimeOffset)asked["order"]!["refund"]!["answersItselfAt"]!);
        Assert.True((bool)(await buyer.AskBackAsync(order, key: key))["replayed"]!);
        Assert.Equal("ORDER_STATUS", (await shop.Owner.RedeemAsync(shop.Shop, code)).CodeOf());
        Assert.Equal("ORDER_STATUS", (await buyer.AskBackAsync(order)).CodeOf());
        var told = await shop.Owner.DataAsync("{ viewer { notifications(first: 1) { nodes { title subject { ... on Order { id refund { reason } } } } } } }");
        Assert.Equal("too salty", (string)told["viewer"]!["notifications"]!["nodes"]![0]!["subject"]!["refund"]!["reason"]!);

        var kept = await shop.Owner.AnswerRefundAsync(order, accept: false);
        Assert.Equal("PAID", (string)kept["order"]!["status"]!);
        Assert.Equal((false, "as you like"), ((bool)kept["order"]!["refund"]!["accepted"]!, (string)kept["order"]!["refund"]!["answer"]!));
        Assert.Equal("REFUND_ANSWERED", (await buyer.AskBackAsync(order)).CodeOf());
        Assert.Equal("ORDER_STATUS", (await shop.Owner.AnswerRefundAsync(order, accept: true)).CodeOf());
        Assert.Equal("REDEEMED", (string)(await shop.Owner.RedeemAsync(shop.Shop, code))["order"]!["status"]!);
        Assert.Equal("VOUCHER_ORDER", (await buyer.ConfirmAsync(order)).CodeOf());

        var other = (await buyer.BuyAsync(deal)).Id("order");
        await buyer.AskBackAsync(other);
        var refunded = await shop.Owner.AnswerRefundAsync(other, accept: true);
        Assert.Equal("REFUNDED", (string)refunded["order"]!["status"]!);
        Assert.Equal("480.00", await buyer.BalanceAsync());
        Assert.Null((await buyer.BuyAsync(deal))["errors"]);
    }

    [Fact]
    public async Task Silence_for_48_hours_gives_the_money_back()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now, new { kind = "DISCOUNT", shops = Array.Empty<string>() });
        var order = (await buyer.BuyAsync(deal)).Id("order");
        await buyer.AskBackAsync(order);
        server.Clock.Advance(TimeSpan.FromHours(48) - TimeSpan.FromMinutes(1));
        buyer = await server.BackAsync(buyer);
        Assert.Equal("REFUND_REQUESTED", (string)(await buyer.OrderAsync(order))["status"]!);
        await server.PassAsync(TimeSpan.FromMinutes(1), () => buyer.StandsAsync(order, "REFUNDED"));
        Assert.Equal("500.00", await buyer.BalanceAsync());
        Assert.True((bool)(await buyer.OrderAsync(order))["refund"]!["accepted"]!);
    }

    /// <summary>The payers of a page are loaded together: a database context does one thing at a time.</summary>
    [Fact]
    public async Task Staff_see_who_paid_for_each_order_of_a_page()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, new { kind = "DISCOUNT", shops = Array.Empty<string>() });
        var buyers = new[] { await server.BuyerAsync(), await server.BuyerAsync(), await server.BuyerAsync() };
        foreach (var buyer in buyers)
        {
            Assert.Null((await buyer.ConfirmAsync((await buyer.BuyAsync(deal)).Id("order")))["errors"]);
        }

        var seen = await shop.Owner.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Merchant { orders { nodes { transactions(last: 1) { nodes { kind payer { id } } } } } } } }",
            new { id = shop.Merchant });
        var releases = seen["node"]!["orders"]!["nodes"]!.AsArray().Select(order => order!["transactions"]!["nodes"]![0]!).ToList();
        Assert.All(releases, release => Assert.Equal("ESCROW_RELEASE", (string)release["kind"]!));
        Assert.Equal(buyers.Select(buyer => buyer.Id).Order(), releases.Select(release => (string)release["payer"]!["id"]!).Order());
    }

    [Fact]
    public async Task Refusals_say_why_and_leave_nothing_behind()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now, new { stock = 3, perUserLimit = 2 });
        Assert.Equal("OWN_DEAL", (await shop.Owner.BuyAsync(deal)).CodeOf());
        Assert.Equal("NOT_FOUND", (await buyer.BuyAsync("garbage")).CodeOf());
        Assert.Equal("VALIDATION", (await buyer.BuyAsync(deal, new { quantity = 0 })).CodeOf());
        Assert.Equal("VALIDATION", (await buyer.BuyAsync(deal, new { group = new { start = true } })).CodeOf());
        var limit = await buyer.BuyAsync(deal, new { quantity = 3 });
        Assert.Equal(("DEAL_LIMIT_REACHED", 2), (limit.CodeOf(), (int)limit["errors"]![0]!["left"]!));
        Assert.Null((await buyer.BuyAsync(deal, new { quantity = 2 }))["errors"]);
        var second = await server.BuyerAsync();
        var soldOut = await second.BuyAsync(deal, new { quantity = 2 });
        Assert.Equal(("SOLD_OUT", 1), (soldOut.CodeOf(), (int)soldOut["errors"]![0]!["left"]!));
        var poor = await server.PersonAsync();
        Assert.Equal("INSUFFICIENT_FUNDS", (await poor.BuyAsync(deal)).CodeOf());
        await second.FreezeAsync();
        Assert.Equal("ACCOUNT_FROZEN", (await second.BuyAsync(deal)).CodeOf());
        await second.UnfreezeAsync();
        Assert.Null((await second.BuyAsync(deal))["errors"]);
        Assert.Equal("SOLD_OUT", (await poor.BuyAsync(deal)).CodeOf());
        var status = await poor.DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { status remaining viewerCanBuy { allowed code message } } } }", new { id = deal });
        Assert.Equal(("SOLD_OUT", 0, "SOLD_OUT"),
            ((string)status["node"]!["status"]!, (int)status["node"]!["remaining"]!, (string)status["node"]!["viewerCanBuy"]!["code"]!));

        var strict = await shop.SellAsync(Now, new { requiredLevel = "CLASS_III", price = new { amount = "1500" }, listPrice = new { amount = "1600" } });
        var low = await buyer.BuyAsync(strict);
        Assert.Equal(("REAL_NAME_LEVEL_REQUIRED", 2), (low.CodeOf(), (int)low["errors"]![0]!["missingChannels"]!));
        var rich = await server.PersonAsync(RealNameLevel.ClassIII);
        await rich.TopUpAsync("9000");
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await rich.BuyAsync(strict)).CodeOf());
        Assert.Equal("WRONG_PAYMENT_PIN", (await rich.BuyAsync(strict, new { paymentPin = "000001" })).CodeOf());
        Assert.Null((await rich.BuyAsync(strict, new { paymentPin = Somebody.Pin }))["errors"]);
    }

    [Fact]
    public async Task Who_lost_their_level_or_is_frozen_still_confirms_and_asks_back()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now, new { kind = "DISCOUNT", shops = Array.Empty<string>() });
        var (first, second) = ((await buyer.BuyAsync(deal)).Id("order"), (await buyer.BuyAsync(deal)).Id("order"));
        await buyer.FreezeAsync();
        Assert.Equal("COMPLETED", (string)(await buyer.ConfirmAsync(first))["order"]!["status"]!);
        Assert.Equal("REFUND_REQUESTED", (string)(await buyer.AskBackAsync(second))["order"]!["status"]!);
        Assert.Equal("REFUNDED", (string)(await shop.Owner.AnswerRefundAsync(second, accept: true))["order"]!["status"]!);
        Assert.Equal("480.00", await buyer.BalanceAsync());
    }
}
