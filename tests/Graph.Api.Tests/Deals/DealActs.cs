using Graph.Domain.Shared.Texts;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Deals;

/// <summary>A merchant with a shop, and its owner.</summary>
public sealed record OpenShop(Somebody Owner, string Merchant, string Handle, string Shop);

/// <summary>What merchants and buyers do, as a front end would write it.</summary>
internal static class DealActs
{
    public const string OrderFields =
        """
        order { id status quantity paid { amount } voucherCode expiresAt createdAt buyer { id } sharedBy { id }
          groupBuy { id memberCount missing status } refund { reason accepted answer answersItselfAt }
          transactions { nodes { kind amount { amount } payer { __typename displayName } payee { __typename displayName } direction } } deal { id remaining } }
        replayed errors { __typename ... on Error { code message } ... on ValidationError { path }
        """;

    private static int _last;

    public static string NextLicence() => Licence.Complete($"91310000{Interlocked.Increment(ref _last):D9}")!;

    public static string NextHandle() => $"shop_{Interlocked.Increment(ref _last)}";

    public static Task<JsonNode> OpenMerchantAsync(
        this Somebody owner, string? handle = null, string category = "FOOD", string? licence = null) => owner.DoAsync(
        """
        mutation($input: OpenMerchantInput!) { openMerchant(input: $input) {
          merchant { id handle displayName verified category followerCount staff { id } settlement { amount } } viewer { roles merchants { id } }
          errors { __typename ... on Error { code message } ... on ValidationError { path } ... on MerchantLimitError { maximum } } } }
        """,
        new
        {
            displayName = "面馆",
            handle = handle ?? NextHandle(),
            category,
            licenceNumber = category == "PERSONAL_SHOP" ? licence : licence ?? NextLicence(),
        });

    public static Task<JsonNode> AddShopAsync(
        this Somebody staff, string merchant, double latitude = 30.27, double longitude = 120.15, string name = "西湖店") => staff.DoAsync(
        """
        mutation($input: AddShopInput!) { addShop(input: $input) {
          shop { id name address location { latitude longitude } } merchant { id shops { id } } errors { ... on Error { code } ... on ValidationError { path } } } }
        """,
        new { merchant, name, address = "文三路 1", latitude, longitude });

    public static async Task<OpenShop> OpenShopAsync(
        this GraphServer server, double latitude = 30.27, double longitude = 120.15, string category = "FOOD")
    {
        var owner = await server.PersonAsync(RealNameLevel.ClassIII);
        var opened = await owner.OpenMerchantAsync(category: category);
        Assert.Null(opened["errors"]);
        var merchant = (string)opened["merchant"]!["id"]!;
        var shop = (string)(await owner.AddShopAsync(merchant, latitude, longitude))["shop"]!["id"]!;
        return new OpenShop(owner, merchant, (string)opened["merchant"]!["handle"]!, shop);
    }

    public static Task<JsonNode> CreateDealAsync(this OpenShop shop, DateTimeOffset now, object? change = null) =>
        shop.Owner.CreateDealAsync(shop, now, change);

    /// <summary>A voucher of 20.00 instead of 30.00, for three days, unless changed.</summary>
    public static Task<JsonNode> CreateDealAsync(this Somebody staff, OpenShop shop, DateTimeOffset now, object? change = null)
    {
        var input = new JsonObject
        {
            ["merchant"] = shop.Merchant,
            ["title"] = "一碗面",
            ["kind"] = "VOUCHER",
            ["price"] = Money("20"),
            ["listPrice"] = Money("30"),
            ["stock"] = 10,
            ["perUserLimit"] = 2,
            ["startsAt"] = now.AddMinutes(-1).ToString("O"),
            ["endsAt"] = now.AddDays(3).ToString("O"),
            ["shops"] = new JsonArray(shop.Shop),
        };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(change ?? new object())!.AsObject())
        {
            input[name] = value?.DeepClone();
        }

        return staff.DoAsync(
            """
            mutation($input: CreateDealInput!) { createDeal(input: $input) {
              deal { id status title stock remaining viewerCanBuy { code } } errors { ... on Error { code message } ... on ValidationError { path } } } }
            """,
            input);
    }

    /// <summary>The id of a deal that is on sale.</summary>
    public static async Task<string> SellAsync(this OpenShop shop, DateTimeOffset now, object? change = null)
    {
        var created = await shop.CreateDealAsync(now, change);
        Assert.True(created["errors"] is null, created.ToJsonString());
        var deal = (string)created["deal"]!["id"]!;
        var published = await shop.Owner.PublishAsync(deal);
        Assert.True(published["errors"] is null, published.ToJsonString());
        return deal;
    }

    public static Task<JsonNode> PublishAsync(this Somebody staff, string deal) => staff.DoAsync(
        "mutation($input: PublishDealInput!) { publishDeal(input: $input) { deal { id status } errors { ... on Error { code } ... on DealStatusError { status } ... on MerchantLimitError { maximum } } } }",
        new { deal });

    public static Task<JsonNode> PauseAsync(this Somebody staff, string deal) => staff.DoAsync(
        "mutation($input: PauseDealInput!) { pauseDeal(input: $input) { deal { id status } errors { ... on Error { code } ... on DealStatusError { status } } } }",
        new { deal });

    public static Task<JsonNode> ShareAsync(this Somebody person, string deal, params Somebody[] friends) => person.DoAsync(
        "mutation($input: ShareDealInput!) { shareDeal(input: $input) { deal { id } errors { ... on Error { code } ... on ValidationError { path } } } }",
        new { deal, friends = friends.Select(friend => friend.Id), message = "好吃" });

    public static Task<JsonNode> BuyAsync(this Somebody buyer, string deal, object? change = null, Guid? key = null)
    {
        var input = new JsonObject { ["idempotencyKey"] = (key ?? Guid.CreateVersion7()).ToString(), ["deal"] = deal };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(change ?? new object())!.AsObject())
        {
            input[name] = value?.DeepClone();
        }

        return buyer.DoAsync(
            $$"""
            mutation($input: BuyDealInput!) { buyDeal(input: $input) { wallet { available { amount } } {{OrderFields}}
              ... on SoldOutError { left } ... on DealLimitReachedError { maximum left } ... on DealNotOpenError { reason }
              ... on GroupClosedError { status } ... on RealNameLevelRequiredError { required missingChannels } } } }
            """,
            input);
    }

    public static Task<JsonNode> RedeemAsync(this Somebody staff, string shop, string voucherCode, Guid? key = null) => staff.DoAsync(
        $$"""mutation($input: RedeemVoucherInput!) { redeemVoucher(input: $input) { {{OrderFields.Replace(" ... on ValidationError { path }", "")}} ... on OrderStatusError { status } } } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), shop, voucherCode });

    public static Task<JsonNode> ConfirmAsync(this Somebody buyer, string order, Guid? key = null) => buyer.DoAsync(
        $$"""mutation($input: ConfirmReceiptInput!) { confirmReceipt(input: $input) { {{OrderFields.Replace(" ... on ValidationError { path }", "")}} ... on OrderStatusError { status } } } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), order });

    public static Task<JsonNode> AskBackAsync(this Somebody buyer, string order, string reason = "too salty", Guid? key = null) => buyer.DoAsync(
        $$"""mutation($input: RequestRefundInput!) { requestRefund(input: $input) { {{OrderFields}} ... on OrderStatusError { status } } } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), order, reason });

    public static Task<JsonNode> AnswerRefundAsync(this Somebody staff, string order, bool accept, Guid? key = null) => staff.DoAsync(
        $$"""mutation($input: AnswerRefundInput!) { answerRefund(input: $input) { {{OrderFields}} ... on OrderStatusError { status } } } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), order, accept, reason = "as you like" });

    public static async Task<JsonNode> OrderAsync(this Somebody person, string order)
    {
        var data = await person.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Order { id status voucherCode expiresAt refund { accepted answer } transactions { nodes { kind amount { amount } } } } } }",
            new { id = order });
        return data["node"]!;
    }

    public static async Task<bool> StandsAsync(this Somebody person, string order, string status) =>
        (string)(await person.OrderAsync(order))["status"]! == status;

    public static async Task<string> SettlementAsync(this OpenShop shop)
    {
        var data = await shop.Owner.DataAsync("query($handle: String!) { merchant(handle: $handle) { settlement { amount } } }", new { handle = shop.Handle });
        return (string)data["merchant"]!["settlement"]!["amount"]!;
    }

    public static async Task<Somebody> BuyerAsync(this GraphServer server, string balance = "500")
    {
        var buyer = await server.PersonAsync();
        Assert.Null((await buyer.TopUpAsync(balance))["errors"]);
        return buyer;
    }

    private static JsonObject Money(string amount) => new() { ["amount"] = amount };
}
