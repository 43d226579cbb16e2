using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Deals;

/// <summary>What purchases, and orders after them, are refused for.</summary>
public sealed class OrderErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("buyDeal", "ValidationError", stage => BuyAsync(stage, quantity: 0)),
        new("buyDeal", "NotFoundError", stage => BuyAsync(stage, Unknown("Deal"))),
        new("buyDeal", "DealNotOpenError", async stage =>
        {
            var deal = await stage.SellAsync();
            Assert.Null((await (await stage.Shop).Owner.PauseAsync(deal))["errors"]);
            return await BuyAsync(stage, deal);
        }),
        new("buyDeal", "OwnDealError", async stage => await BuyAsync(stage, buyer: (await stage.Shop).Owner)),
        new("buyDeal", "NotSharedError", async stage => await BuyAsync(stage, sharedBy: (await stage.Friend).Id)),
        new("buyDeal", "GroupClosedError", async stage =>
        {
            var (deal, group) = await GroupAsync(stage, size: 2);
            Assert.Null((await BuyAsync(stage, deal, new { join = group }, await stage.Stranger))["errors"]);
            return await BuyAsync(stage, deal, new { join = group }, await stage.RichAsync());
        }),
        new("buyDeal", "AlreadyInGroupError", async stage =>
        {
            var (deal, group) = await GroupAsync(stage, size: 3);
            return await BuyAsync(stage, deal, new { join = group });
        }),
        new("buyDeal", "SoldOutError", async stage =>
            await BuyAsync(stage, await stage.SellAsync(new { stock = 1 }), quantity: 2)),
        new("buyDeal", "DealLimitReachedError", async stage =>
            await BuyAsync(stage, await stage.SellAsync(new { perUserLimit = 1 }), quantity: 2)),
        new("buyDeal", "AccountFrozenError", async stage => await BuyAsync(stage, buyer: await stage.Frozen)),
        new("buyDeal", "RealNameLevelRequiredError", async stage =>
            await BuyAsync(stage, await stage.SellAsync(new { requiredLevel = "CLASS_III" }))),
        new("buyDeal", "InsufficientFundsError", async stage => await BuyAsync(stage, buyer: await stage.Friend)),
        new("buyDeal", "PaymentPinRequiredError", async stage =>
            await BuyAsync(stage, await stage.SellAsync(new { price = Yuan("1000.01") }), buyer: await stage.RichAsync())),
        new("buyDeal", "AccountRestrictedError", async stage =>
            await BuyAsync(stage, buyer: await AccountErrorTests.YoungAsync(stage, await stage.RichAsync()), paymentPin: Somebody.Pin)),
        new("buyDeal", "WrongPaymentPinError", stage => BuyAsync(stage, paymentPin: "000001")),

        new("redeemVoucher", "NotFoundError", async stage =>
            await RedeemAsync(stage, (await stage.OrderAsync()).Voucher, Unknown("Shop"))),
        new("redeemVoucher", "InvalidVoucherError", stage => RedeemAsync(stage, "ABCD-EFGH")),
        new("redeemVoucher", "OrderStatusError", async stage =>
        {
            var (_, voucher) = await stage.OrderAsync();
            Assert.Null((await RedeemAsync(stage, voucher))["errors"]);
            return await RedeemAsync(stage, voucher);
        }),

        new("confirmReceipt", "NotFoundError", stage =>
            OfBuyerAsync(stage, "confirmReceipt", new { order = Unknown("Order") })),
        new("confirmReceipt", "VoucherOrderError", async stage =>
            await OfBuyerAsync(stage, "confirmReceipt", new { order = (await stage.OrderAsync()).Id })),
        new("confirmReceipt", "OrderStatusError", async stage =>
        {
            var order = await stage.SentOrderAsync();
            Assert.Null((await OfBuyerAsync(stage, "confirmReceipt", new { order }))["errors"]);
            return await OfBuyerAsync(stage, "confirmReceipt", new { order });
        }),

        new("requestRefund", "ValidationError", async stage =>
            await OfBuyerAsync(stage, "requestRefund", new { order = (await stage.OrderAsync()).Id, reason = " " })),
        new("requestRefund", "NotFoundError", stage =>
            OfBuyerAsync(stage, "requestRefund", new { order = Unknown("Order"), reason = "A" })),
        new("requestRefund", "OrderStatusError", async stage =>
        {
            var order = await stage.SentOrderAsync();
            Assert.Null((await OfBuyerAsync(stage, "confirmReceipt", new { order }))["errors"]);
            return await OfBuyerAsync(stage, "requestRefund", new { order, reason = "A" });
        }),
        new("requestRefund", "RefundAnsweredError", async stage =>
        {
            var order = await AskedBackAsync(stage);
            Assert.Null((await AnswerAsync(stage, order))["errors"]);
            return await OfBuyerAsync(stage, "requestRefund", new { order, reason = "A" });
        }),

        new("answerRefund", "ValidationError", async stage =>
            await AnswerAsync(stage, await AskedBackAsync(stage), reason: Long(201))),
        new("answerRefund", "NotFoundError", stage => AnswerAsync(stage, Unknown("Order"))),
        new("answerRefund", "OrderStatusError", async stage => await AnswerAsync(stage, (await stage.OrderAsync()).Id)),
        new("answerRefund", "AccountFrozenError", async stage =>
        {
            var (shop, order) = await AskedBackOfAsync(stage);
            Assert.Null((await shop.Owner.FreezeAsync())["errors"]);
            return await shop.Owner.TryOnceAsync("answerRefund", new { order, accept = true });
        }),
        new("answerRefund", "AccountRestrictedError", async stage =>
        {
            var (shop, order) = await AskedBackOfAsync(stage);
            await AccountErrorTests.RestrictAsync(stage, shop.Owner);
            return await shop.Owner.TryOnceAsync("answerRefund", new { order, accept = true });
        }),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>Someone buys one piece of the deal, unless said otherwise.</summary>
    private static async Task<JsonNode> BuyAsync(
        Stage stage,
        string? deal = null,
        object? group = null,
        Somebody? buyer = null,
        int quantity = 1,
        string? sharedBy = null,
        string? paymentPin = null) => await (buyer ?? await stage.Someone).TryOnceAsync(
            "buyDeal", new { deal = deal ?? await stage.Deal, group, quantity, sharedBy, paymentPin });

    /// <summary>A group that someone started.</summary>
    private static async Task<(string Deal, string Group)> GroupAsync(Stage stage, int size)
    {
        var deal = await stage.SellAsync(new
        {
            kind = "GROUP_BUY",
            groupBuy = new { size, price = Yuan("0.50"), hours = 1 },
        });
        var started = await (await stage.Someone).BuyAsync(deal, new { group = new { start = true } });
        return (deal, (string)started["order"]!["groupBuy"]!["id"]!);
    }

    private static async Task<JsonNode> RedeemAsync(Stage stage, string voucherCode, string? shop = null) =>
        await (await stage.Shop).Owner.TryOnceAsync(
            "redeemVoucher", new { shop = shop ?? (await stage.Shop).Shop, voucherCode });

    private static async Task<JsonNode> OfBuyerAsync(Stage stage, string mutation, object input) =>
        await (await stage.Someone).TryOnceAsync(mutation, input);

    private static async Task<(OpenShop Shop, string Order)> AskedBackOfAsync(Stage stage)
    {
        var shop = await stage.OpenShopAsync();
        var bought = await (await stage.Someone).BuyAsync(await shop.SellAsync(DateTimeOffset.UtcNow));
        Assert.Null((await OfBuyerAsync(stage, "requestRefund", new { order = bought.Id("order"), reason = "A" }))["errors"]);
        return (shop, bought.Id("order"));
    }

    private static async Task<string> AskedBackAsync(Stage stage)
    {
        var order = (await stage.OrderAsync()).Id;
        Assert.Null((await OfBuyerAsync(stage, "requestRefund", new { order, reason = "A" }))["errors"]);
        return order;
    }

    private static async Task<JsonNode> AnswerAsync(Stage stage, string order, string? reason = null) =>
        await (await stage.Shop).Owner.TryOnceAsync("answerRefund", new { order, accept = false, reason });
}
