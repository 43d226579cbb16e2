using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Deals;

/// <summary>Nobody's money is stuck because somebody else closed an account.</summary>
public sealed class LeavingPeopleTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task When_who_shared_a_deal_has_left_the_merchant_gets_all_of_the_price()
    {
        var (shop, buyer, sharer) = (await server.OpenShopAsync(), await server.BuyerAsync(), await server.PersonAsync());
        var deal = await shop.SellAsync(Now, new { shareReward = new { amount = "1.50" } });
        await sharer.BefriendAsync(buyer);
        await sharer.ShareAsync(deal, buyer);
        var bought = await buyer.BuyAsync(deal, new { sharedBy = sharer.Id });
        Assert.Null((await LeaveAsync(sharer))["errors"]);
        var redeemed = await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!);
        Assert.Null(redeemed["errors"]);
        Assert.Equal("20.00", await shop.SettlementAsync());
    }

    [Fact]
    public async Task Staff_sell_nothing_for_an_owner_who_has_left()
    {
        var (shop, staff) = (await server.OpenShopAsync(), await server.PersonAsync());
        var deal = await shop.SellAsync(Now);
        await staff.BefriendAsync(shop.Owner);
        Assert.Null((await shop.Owner.DoAsync(
            "mutation($input: AddMerchantStaffInput!) { addMerchantStaff(input: $input) { errors { __typename } } }",
            new { merchant = shop.Merchant, user = staff.Id }))["errors"]);
        Assert.Null((await LeaveAsync(shop.Owner))["errors"]);
        var signedIn = await server.BackAsync(staff);
        Assert.Equal("OWNER_LEVEL", (await signedIn.PublishAsync(deal)).CodeOf());
        Assert.Equal("DEAL_NOT_OPEN", (await (await server.BuyerAsync()).BuyAsync(deal)).CodeOf());
    }

    [Fact]
    public async Task A_payment_of_somebody_who_has_left_cannot_be_reversed()
    {
        var (payer, payee) = await server.FriendsAsync("30");
        var paid = (await payer.TransferAsync(payee, "30")).Id();
        Assert.Null((await LeaveAsync(payer))["errors"]);
        Assert.Equal("NOT_REVERSIBLE", (await (await server.AdminAsync()).ReverseAsync(paid)).CodeOf());
        Assert.Equal("30.00", await payee.BalanceAsync());
    }

    /// <summary>Otherwise it would tell which of the two it is.</summary>
    [Fact]
    public async Task Who_has_left_and_who_has_blocked_somebody_are_not_found_alike()
    {
        var (me, gone, blocking) = (await server.BuyerAsync(), await server.PersonAsync(), await server.PersonAsync());
        Assert.Null((await LeaveAsync(gone))["errors"]);
        await blocking.BlockAsync(me);
        foreach (var other in new[] { gone, blocking })
        {
            Assert.Equal("NOT_FOUND", (await me.TransferAsync(other, "1")).CodeOf());
            Assert.Equal("NOT_FOUND", (await me.DoAsync(
                "mutation($input: BlockUserInput!) { blockUser(input: $input) { errors { ... on Error { code } } } }", new { user = other.Id })).CodeOf());
        }
    }

    [Fact]
    public async Task Friends_are_in_a_group_until_their_money_went_back()
    {
        var (shop, starter, friend) = (await server.OpenShopAsync(), await server.BuyerAsync(), await server.PersonAsync());
        await starter.BefriendAsync(friend);
        var deal = await shop.SellAsync(Now, new { kind = "GROUP_BUY", groupBuy = new { size = 3, price = new { amount = "15" }, hours = 24 } });
        var started = await starter.BuyAsync(deal, new { group = new { start = true }, visibility = "FRIENDS" });
        Assert.True(started["errors"] is null, started.ToJsonString());
        var (order, group) = (started.Id("order"), (string)started["order"]!["groupBuy"]!["id"]!);
        Assert.Equal((starter.Id, starter.Id), await SeenAsync(friend, group));
        await server.PassAsync(TimeSpan.FromHours(25), async () => await (await server.BackAsync(starter)).StandsAsync(order, "EXPIRED"));
        Assert.Equal((null, null), await SeenAsync(await server.BackAsync(friend), group));
    }

    private static async Task<(string? Initiator, string? Friend)> SeenAsync(Somebody person, string group)
    {
        var seen = (await person.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on GroupBuy { initiator { id } friendsInGroup { id } } } }", new { id = group }))["node"]!;
        return ((string?)seen["initiator"]?["id"], (string?)seen["friendsInGroup"]!.AsArray().SingleOrDefault()?["id"]);
    }

    private static Task<JsonNode> LeaveAsync(Somebody person) => person.DoAsync(
        "mutation($input: CloseAccountInput!) { closeAccount(input: $input) { errors { ... on Error { code } ... on AccountNotEmptyError { reasons } } } }",
        new { password = Somebody.Password });
}
