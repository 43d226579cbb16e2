using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Deals;

public sealed class MerchantTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_class_three_person_opens_a_merchant_and_works_there()
    {
        var owner = await server.PersonAsync(RealNameLevel.ClassIII);
        var handle = DealActs.NextHandle();
        var opened = await owner.OpenMerchantAsync(handle.ToUpperInvariant());
        Assert.Null(opened["errors"]);
        Assert.Equal((handle, true), ((string)opened["merchant"]!["handle"]!, (bool)opened["merchant"]!["verified"]!));
        Assert.Equal(["USER", "MERCHANT"], opened["viewer"]!["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Equal(owner.Id, (string)opened["merchant"]!["staff"]![0]!["id"]!);
        Assert.Equal("HANDLE_TAKEN", (await owner.OpenMerchantAsync(handle)).CodeOf());
        Assert.Equal("VALIDATION", (await owner.OpenMerchantAsync(licence: "913100000000000000")).CodeOf());
        Assert.Equal("VALIDATION", (await owner.OpenMerchantAsync(category: "PERSONAL_SHOP", licence: DealActs.NextLicence())).CodeOf());
        Assert.Null((await owner.OpenMerchantAsync(category: "PERSONAL_SHOP"))["errors"]);
        var second = await owner.OpenMerchantAsync(category: "PERSONAL_SHOP");
        Assert.Equal(("MERCHANT_LIMIT", 1), (second.CodeOf(), (int)second["errors"]![0]!["maximum"]!));
    }

    [Fact]
    public async Task A_new_shop_is_among_the_shops_of_its_merchant()
    {
        var shop = await server.OpenShopAsync();
        var added = await shop.Owner.AddShopAsync(shop.Merchant, name: "城隍阁店");
        Assert.Equal(shop.Merchant, (string)added["merchant"]!["id"]!);
        Assert.Equal(
            new[] { shop.Shop, (string)added["shop"]!["id"]! }.Order(),
            added["merchant"]!["shops"]!.AsArray().Select(one => (string)one!["id"]!).Order());
    }

    [Fact]
    public async Task Staff_work_for_their_merchant_and_for_no_other()
    {
        var (shop, other) = (await server.OpenShopAsync(), await server.OpenShopAsync());
        var (friend, stranger) = (await server.PersonAsync(), await server.PersonAsync());
        await shop.Owner.BefriendAsync(friend);
        Assert.Equal("NOT_FRIENDS", (await StaffAsync(shop.Owner, "add", shop.Merchant, stranger.Id)).CodeOf());
        Assert.Equal("NOT_FOUND", (await StaffAsync(other.Owner, "add", shop.Merchant, friend.Id)).CodeOf());
        Assert.Null((await StaffAsync(shop.Owner, "add", shop.Merchant, friend.Id))["errors"]);
        Assert.Equal("OWNER_ONLY", (await StaffAsync(friend, "add", shop.Merchant, stranger.Id)).CodeOf());
        Assert.Equal("OWNER_ONLY", (await StaffAsync(friend, "remove", shop.Merchant, shop.Owner.Id)).CodeOf());
        var deal = (await friend.CreateDealAsync(shop, Now)).Id("deal");
        Assert.Equal("NOT_FOUND", (await other.Owner.CreateDealAsync(shop, Now)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.Owner.PublishAsync(deal)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.Owner.PauseAsync(deal)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.Owner.AddShopAsync(shop.Merchant)).CodeOf());
        Assert.Equal("NOT_FOUND", (await UpdateAsync(other.Owner, shop.Merchant, "x")).CodeOf());
        Assert.Equal("NOT_FOUND", (await WithdrawAsync(other.Owner, shop.Merchant, "1")).CodeOf());
        Assert.Equal("OWNER_ONLY", (await WithdrawAsync(friend, shop.Merchant, "1")).CodeOf());

        const string Inside = "query($handle: String!, $id: ID!) { merchant(handle: $handle) { viewerIsStaff viewerIsOwner orders { totalCount } staff { id } settlement { amount } insights(from: \"2026-01-01\", to: \"2026-12-31\") { orders } } node(id: $id) { id } }";
        var outside = await other.Owner.DataAsync(Inside, new { handle = shop.Handle, id = deal });
        Assert.Equal("{\"merchant\":{\"viewerIsStaff\":false,\"viewerIsOwner\":false,\"orders\":null,\"staff\":null,\"settlement\":null,\"insights\":null},\"node\":null}", outside.ToJsonString());
        var inside = await friend.DataAsync(Inside, new { handle = shop.Handle, id = deal });
        Assert.True((bool)inside["merchant"]!["viewerIsStaff"]!);
        var owners = await shop.Owner.DataAsync(Inside, new { handle = shop.Handle, id = deal });
        Assert.Equal((false, true), ((bool)inside["merchant"]!["viewerIsOwner"]!, (bool)owners["merchant"]!["viewerIsOwner"]!));
        Assert.Equal((0, 2), ((int)inside["merchant"]!["orders"]!["totalCount"]!, inside["merchant"]!["staff"]!.AsArray().Count));
        Assert.NotNull(inside["node"]);

        Assert.Null((await StaffAsync(friend, "remove", shop.Merchant, friend.Id))["errors"]);
        var after = await friend.DataAsync(Inside, new { handle = shop.Handle, id = deal });
        Assert.Equal(outside.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task Orders_are_for_their_buyer_and_the_staff()
    {
        var (shop, other, buyer) = (await server.OpenShopAsync(), await server.OpenShopAsync(), await server.BuyerAsync());
        var bought = await buyer.BuyAsync(await shop.SellAsync(Now));
        var order = bought.Id("order");
        Assert.Equal("PAID", (string)(await shop.Owner.OrderAsync(order))["status"]!);
        Assert.Null((await shop.Owner.OrderAsync(order))["voucherCode"]);
        var hidden = await other.Owner.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = order });
        Assert.Null(hidden["node"]);
        Assert.Equal("NOT_FOUND", (await other.Owner.AnswerRefundAsync(order, true)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.Owner.AskBackAsync(order)).CodeOf());
        var mine = await buyer.DataAsync("query($m: ID!) { viewer { orders(where: { status: { eq: PAID }, merchant: { eq: $m } }) { totalCount nodes { id } } } }", new { m = shop.Merchant });
        Assert.Equal(order, (string)mine["viewer"]!["orders"]!["nodes"]![0]!["id"]!);
        var theirs = await shop.Owner.DataAsync("query($h: String!) { merchant(handle: $h) { orders(where: { status: { eq: PAID } }) { nodes { id buyer { id } transactions { nodes { kind amount { amount } direction subject { ... on Order { id } } } } } } } }", new { h = shop.Handle });
        var seen = theirs["merchant"]!["orders"]!["nodes"]![0]!;
        Assert.Equal((order, "20.00", "NEUTRAL"), ((string)seen["id"]!, seen["transactions"]!["nodes"]![0]!.Amount("amount"), (string)seen["transactions"]!["nodes"]![0]!["direction"]!));
        Assert.Equal(order, (string)seen["transactions"]!["nodes"]![0]!["subject"]!["id"]!);
    }

    [Fact]
    public async Task A_settlement_is_paid_out_to_the_owners_own_card()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var bought = await buyer.BuyAsync(await shop.SellAsync(Now));
        Assert.Equal("INSUFFICIENT_FUNDS", (await WithdrawAsync(shop.Owner, shop.Merchant, "1")).CodeOf());
        await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!);
        var key = Guid.CreateVersion7();
        var paidOut = await WithdrawAsync(shop.Owner, shop.Merchant, "12.34", key);
        Assert.Null(paidOut["errors"]);
        var transaction = paidOut["transaction"]!;
        Assert.Equal(("SETTLEMENT_WITHDRAWAL", "POSTED", "OUT", "Merchant", "Bank"),
            ((string)transaction["kind"]!, (string)transaction["status"]!, (string)transaction["direction"]!,
                (string)transaction["payer"]!["__typename"]!, (string)transaction["payee"]!["__typename"]!));
        Assert.Equal("7.66", paidOut["merchant"]!.Amount("settlement"));
        Assert.True((bool)(await WithdrawAsync(shop.Owner, shop.Merchant, "12.34", key))["replayed"]!);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (await WithdrawAsync(shop.Owner, shop.Merchant, "12.35", key)).CodeOf());
    }

    [Fact]
    public async Task A_settlement_that_the_bank_declines_is_back()
    {
        var owner = await server.PersonAsync(RealNameLevel.ClassIII, bin: "622203");
        var merchant = (string)(await owner.OpenMerchantAsync())["merchant"]!["id"]!;
        var shop = new OpenShop(owner, merchant, "", (string)(await owner.AddShopAsync(merchant))["shop"]!["id"]!);
        var bought = await (await server.BuyerAsync()).BuyAsync(await shop.SellAsync(Now));
        await owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!);
        Assert.Equal("BANK_DECLINED", (await WithdrawAsync(owner, merchant, "5")).CodeOf());
        Assert.Equal("20.00", (string)(await owner.DataAsync("{ viewer { merchants { settlement { amount } } } }"))["viewer"]!["merchants"]![0]!["settlement"]!["amount"]!);
    }

    [Fact]
    public async Task Shops_are_in_the_order_of_their_names()
    {
        var shop = await server.OpenShopAsync();
        foreach (var name in new[] { "中山店", "zoo", "Bar", "安定门店" })
        {
            Assert.Null((await shop.Owner.AddShopAsync(shop.Merchant, name: name))["errors"]);
        }

        string[] expected = ["安定门店", "西湖店", "中山店", "Bar", "zoo"];
        var merchant = (await server.Client().DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Merchant { shops { id name } } } }", new { id = shop.Merchant }))["node"]!;
        Assert.Equal(expected, merchant["shops"]!.AsArray().Select(one => (string)one!["name"]!));
        var deal = await shop.SellAsync(Now, new { shops = merchant["shops"]!.AsArray().Select(one => (string)one!["id"]!).Reverse() });
        var sold = await server.Client().DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { shops { name } } } }", new { id = deal });
        Assert.Equal(expected, sold["node"]!["shops"]!.AsArray().Select(one => (string)one!["name"]!));
    }

    [Fact]
    public async Task The_feed_is_filtered_by_a_merchant_as_by_a_person()
    {
        var (shop, other, fan) = (await server.OpenShopAsync(), await server.OpenShopAsync(), await server.PersonAsync());
        var friend = await server.PersonAsync();
        await fan.BefriendAsync(friend);
        foreach (var one in new[] { shop, other })
        {
            Assert.Null((await fan.DoAsync("mutation($input: FollowMerchantInput!) { followMerchant(input: $input) { errors { __typename } } }", new { merchant = one.Merchant }))["errors"]);
            await one.SellAsync(Now);
        }

        var (mine, theirs, person) = ("Merchant " + shop.Merchant, "Merchant " + other.Merchant, "User " + friend.Id);
        Assert.Equal([mine], await ActorsAsync("{ eq: $id }", shop.Merchant));
        Assert.Equal([mine], await ActorsAsync("{ in: [$id] }", shop.Merchant));
        Assert.Equal([theirs, person], await ActorsAsync("{ neq: $id }", shop.Merchant));
        Assert.Equal(new[] { mine, theirs }.Order(StringComparer.Ordinal), await ActorsAsync("{ nin: [$id] }", friend.Id));
        Assert.Equal([person], await ActorsAsync("{ eq: $id }", friend.Id));

        // Who published it acted for the merchant.
        Assert.Empty(await ActorsAsync("{ eq: $id }", shop.Owner.Id));

        async Task<IEnumerable<string>> ActorsAsync(string condition, string id) =>
            (await fan.DataAsync($$"""query($id: ID!) { viewer { feed(where: { actor: {{condition}} }) { nodes { actor { __typename id } } } } }""", new { id }))
                ["viewer"]!["feed"]!["nodes"]!.AsArray()
                .Select(node => $"{node!["actor"]!["__typename"]} {node["actor"]!["id"]}")
                .Where(actor => actor != "User " + fan.Id)
                .Distinct()
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Followers_are_counted_and_hear_of_new_deals_in_their_feed()
    {
        var (shop, fan) = (await server.OpenShopAsync(), await server.PersonAsync());
        const string Follow = "mutation($input: FollowMerchantInput!) { followMerchant(input: $input) { merchant { followerCount viewerFollows } errors { ... on Error { code } } } }";
        Assert.Equal("NOT_FOUND", (await fan.DoAsync(Follow, new { merchant = "garbage" })).CodeOf());
        await fan.DoAsync(Follow, new { merchant = shop.Merchant });
        var again = await fan.DoAsync(Follow, new { merchant = shop.Merchant });
        Assert.Equal((1, true), ((int)again["merchant"]!["followerCount"]!, (bool)again["merchant"]!["viewerFollows"]!));
        var deal = await shop.SellAsync(Now);
        const string Feed = "{ viewer { feed(where: { kind: { eq: DEAL_PUBLISHED } }) { nodes { actor { __typename displayName } subject { ... on Deal { id } } } } followedMerchants { nodes { handle } } } }";
        var seen = await fan.DataAsync(Feed);
        var line = Assert.Single(seen["viewer"]!["feed"]!["nodes"]!.AsArray())!;
        Assert.Equal(("Merchant", deal), ((string)line["actor"]!["__typename"]!, (string)line["subject"]!["id"]!));
        Assert.Equal(shop.Handle, (string)seen["viewer"]!["followedMerchants"]!["nodes"]![0]!["handle"]!);
        var left = await fan.DoAsync(
            "mutation($input: UnfollowMerchantInput!) { unfollowMerchant(input: $input) { merchant { followerCount viewerFollows } errors { ... on Error { code } } } }",
            new { merchant = shop.Merchant });
        Assert.Equal((0, false), ((int)left["merchant"]!["followerCount"]!, (bool)left["merchant"]!["viewerFollows"]!));
        Assert.Empty((await fan.DataAsync(Feed))["viewer"]!["feed"]!["nodes"]!.AsArray());
    }

    [Fact]
    public async Task An_owner_below_class_three_sells_nothing_new_and_is_paid_all_the_same()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var deal = await shop.SellAsync(Now);
        var bought = await buyer.BuyAsync(deal);
        await server.Services.GetRequiredService<EvidenceDecisions>().RevokeAsync(shop.Owner.Phone, EvidenceKind.Address, "moved");
        Assert.Equal(("DEAL_NOT_OPEN", "PAUSED"), ((await buyer.BuyAsync(deal)) is var refused ? refused.CodeOf() : null, (string)refused["errors"]![0]!["reason"]!));
        Assert.Equal("OWNER_LEVEL", (await shop.Owner.PublishAsync(deal)).CodeOf());
        Assert.Null((await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!))["errors"]);
        Assert.Null((await WithdrawAsync(shop.Owner, shop.Merchant, "20"))["errors"]);
    }

    [Fact]
    public async Task An_owner_without_a_card_is_told_so()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var bought = await buyer.BuyAsync(await shop.SellAsync(Now));
        await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!);
        await server.Services.GetRequiredService<EvidenceDecisions>().RevokeAsync(shop.Owner.Phone, EvidenceKind.BankCard, "lost");
        Assert.Equal("NO_BANK_CARD", (await WithdrawAsync(shop.Owner, shop.Merchant, "20")).CodeOf());
    }

    private static Task<System.Text.Json.Nodes.JsonNode> StaffAsync(Somebody actor, string what, string merchant, string user) => actor.DoAsync(
        what == "add"
            ? "mutation($input: AddMerchantStaffInput!) { addMerchantStaff(input: $input) { merchant { id } errors { ... on Error { code } } } }"
            : "mutation($input: RemoveMerchantStaffInput!) { removeMerchantStaff(input: $input) { merchant { id } errors { ... on Error { code } } } }",
        new { merchant, user });

    private static Task<System.Text.Json.Nodes.JsonNode> UpdateAsync(Somebody actor, string merchant, string about) => actor.DoAsync(
        "mutation($input: UpdateMerchantInput!) { updateMerchant(input: $input) { merchant { about } errors { ... on Error { code } } } }",
        new { merchant, about });

    private static Task<System.Text.Json.Nodes.JsonNode> WithdrawAsync(Somebody actor, string merchant, string amount, Guid? key = null) => actor.DoAsync(
        """
        mutation($input: WithdrawSettlementInput!) { withdrawSettlement(input: $input) {
          transaction { kind status direction amount { amount } payer { __typename } payee { __typename } history { status } } merchant { settlement { amount } } replayed
          errors { ... on Error { code message } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), merchant, amount = new { amount } });
}
