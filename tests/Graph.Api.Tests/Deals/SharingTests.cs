using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Deals;

/// <summary>Who shares a deal, and what it brings them.</summary>
public sealed class SharingTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task Who_shared_it_earns_the_reward_when_the_order_completes_and_nobody_else()
    {
        var (shop, buyer, sharer) = (await server.OpenShopAsync(), await server.BuyerAsync(), await server.PersonAsync());
        var stranger = await server.PersonAsync();
        var deal = await shop.SellAsync(Now, new { shareReward = new { amount = "1.50" } });
        await sharer.BefriendAsync(buyer);
        Assert.Equal("NOT_SHARED", (await buyer.BuyAsync(deal, new { sharedBy = sharer.Id })).CodeOf());
        Assert.Equal("NOT_FRIENDS", (await sharer.ShareAsync(deal, stranger)).CodeOf());
        Assert.Equal("VALIDATION", (await sharer.ShareAsync(deal, sharer)).CodeOf());
        Assert.Null((await sharer.ShareAsync(deal, buyer))["errors"]);
        var told = await buyer.DataAsync("{ viewer { notifications(first: 1) { nodes { kind title message actor { id } subject { __typename ... on Deal { id sharedByFriends { id } } } } } } }");
        var line = told["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(("DEAL_SHARED", "A friend shared a deal with you", "好吃"), ((string)line["kind"]!, (string)line["title"]!, (string)line["message"]!));
        Assert.Equal((sharer.Id, deal), ((string)line["actor"]!["id"]!, (string)line["subject"]!["id"]!));

        // Whoever the deal was shared with learns whom `sharedBy` may name; nobody else does.
        Assert.Equal(sharer.Id, (string)Assert.Single(line["subject"]!["sharedByFriends"]!.AsArray())!["id"]!);
        foreach (var client in new[] { stranger.Client, sharer.Client, server.Client() })
        {
            var shown = await client.DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { sharedByFriends { id } } } }", new { id = deal });
            Assert.Empty(shown["node"]!["sharedByFriends"]!.AsArray());
        }

        Assert.Equal("NOT_SHARED", (await buyer.BuyAsync(deal, new { sharedBy = buyer.Id })).CodeOf());
        Assert.Equal("NOT_SHARED", (await stranger.BuyAsync(deal, new { sharedBy = sharer.Id })).CodeOf());

        var bought = await buyer.BuyAsync(deal, new { sharedBy = sharer.Id });
        Assert.Equal(sharer.Id, (string)bought["order"]!["sharedBy"]!["id"]!);
        Assert.Equal("0.00", await sharer.BalanceAsync());
        await shop.Owner.RedeemAsync(shop.Shop, (string)bought["order"]!["voucherCode"]!);
        Assert.Equal(("1.50", "18.50"), (await sharer.BalanceAsync(), await shop.SettlementAsync()));
        var seen = await sharer.DataAsync("{ viewer { wallet { transactions { nodes { kind direction payer { __typename displayName } subject { __typename } } } } } }");
        var reward = seen["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!;
        Assert.Equal(("SHARE_REWARD", "IN", "Merchant"),
            ((string)reward["kind"]!, (string)reward["direction"]!, (string)reward["payer"]!["__typename"]!));
        Assert.Null(reward["subject"]);
    }

    [Fact]
    public async Task A_person_with_two_accounts_has_one_limit_and_no_reward_from_themselves()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, new { perUserLimit = 1, shareReward = new { amount = "1" } });
        var number = People.NextIdNumber();
        var (one, two) = (await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var account in new[] { one, two })
        {
            await account.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = number } });
            await account.SubmitAsync(new { face = new { token = "face-ok" } });
        }

        await one.BefriendAsync(two);
        await one.ShareAsync(deal, two);
        Assert.Equal("NOT_SHARED", (await two.BuyAsync(deal, new { sharedBy = one.Id })).CodeOf());
        var giver = await server.BuyerAsync();
        foreach (var account in new[] { one, two })
        {
            await giver.BefriendAsync(account);
            Assert.Null((await giver.TransferAsync(account, "50"))["errors"]);
        }

        Assert.Null((await one.BuyAsync(deal))["errors"]);
        Assert.Equal("DEAL_LIMIT_REACHED", (await two.BuyAsync(deal)).CodeOf());
    }
}
