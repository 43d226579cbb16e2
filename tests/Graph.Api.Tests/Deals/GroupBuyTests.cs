using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Deals;

public sealed class GroupBuyTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private static readonly object Terms = new
    {
        kind = "GROUP_BUY",
        groupBuy = new { size = 3, price = new { amount = "15" }, hours = 24 },
    };

    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task Nobody_begins_a_group_that_the_pieces_left_cannot_fill()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, new
        {
            kind = "GROUP_BUY",
            groupBuy = new { size = 3, price = new { amount = "15" }, hours = 24 },
            stock = 3,
        });
        var (one, two) = (await server.BuyerAsync(), await server.BuyerAsync());
        var had = await two.BalanceAsync();
        Assert.Null((await one.BuyAsync(deal, new { group = new { start = true } })).CodeOf());
        Assert.Equal("SOLD_OUT", (await two.BuyAsync(deal, new { group = new { start = true } })).CodeOf());
        Assert.Equal(had, await two.BalanceAsync());
    }

    [Fact]
    public async Task When_enough_buy_in_time_all_pay_the_group_price()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, Terms);
        var (one, two, three, four) = (await server.BuyerAsync(), await server.BuyerAsync(), await server.BuyerAsync(), await server.BuyerAsync());
        var started = await one.BuyAsync(deal, new { group = new { start = true }, visibility = "FRIENDS" });
        Assert.Equal(("WAITING_FOR_GROUP", "15.00"), ((string)started["order"]!["status"]!, started["order"]!.Amount("paid")));
        Assert.Null(started["order"]!["voucherCode"]);
        var group = (string)started["order"]!["groupBuy"]!["id"]!;
        Assert.Equal("ORDER_STATUS", (await one.AskBackAsync(started.Id("order"))).CodeOf());
        Assert.Equal("ALREADY_IN_GROUP", (await one.BuyAsync(deal, new { group = new { join = group } })).CodeOf());
        Assert.Equal("NOT_FOUND", (await two.BuyAsync(deal, new { group = new { join = "garbage" } })).CodeOf());
        Assert.Equal("VALIDATION", (await two.BuyAsync(deal, new { group = new { start = false } })).CodeOf());
        await one.BefriendAsync(two);
        Assert.Equal((true, false, false), (await IsInAsync(one.Client, group), await IsInAsync(two.Client, group), await IsInAsync(server.Client(), group)));

        await using var socket = await Socket.ReadyAsync(server, two.Client.Token);
        await socket.SubscribeAsync(
            "g", "subscription($id: ID!) { groupBuy(id: $id) { memberCount missing status friendsInGroup { id } initiator { id } } }", new { id = group });
        var state = (await socket.NextAsync())["data"]!["groupBuy"]!;
        Assert.Equal((1, 2, "OPEN", one.Id), ((int)state["memberCount"]!, (int)state["missing"]!, (string)state["status"]!, (string)state["friendsInGroup"]![0]!["id"]!));

        var open = await two.DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { openGroups { totalCount nodes { id missing } } } } }", new { id = deal });
        Assert.Equal(group, (string)open["node"]!["openGroups"]!["nodes"]![0]!["id"]!);
        var second = (await two.BuyAsync(deal, new { group = new { join = group } })).Id("order");
        Assert.Equal(2, (int)(await socket.NextAsync())["data"]!["groupBuy"]!["memberCount"]!);
        var third = await three.BuyAsync(deal, new { group = new { join = group } });
        Assert.Equal(("PAID", "COMPLETE"), ((string)third["order"]!["status"]!, (string)third["order"]!["groupBuy"]!["status"]!));
        Assert.Equal("COMPLETE", (string)(await socket.NextAsync())["data"]!["groupBuy"]!["status"]!);
        Assert.True(await two.StandsAsync(second, "PAID"));
        Assert.NotNull((await one.OrderAsync(started.Id("order")))["voucherCode"]);
        var full = await four.BuyAsync(deal, new { group = new { join = group } });
        Assert.Equal(("GROUP_CLOSED", "COMPLETE"), (full.CodeOf(), (string)full["errors"]![0]!["status"]!));
        Assert.Equal("20.00", (await four.BuyAsync(deal))["order"]!.Amount("paid"));
        var told = await one.DataAsync("{ viewer { notifications(first: 1) { nodes { title subject { __typename } } } } }");
        Assert.Equal("Your group is complete", (string)told["viewer"]!["notifications"]!["nodes"]![0]!["title"]!);

        // Another member is told too, and not by whom: the first of them shows the purchase to friends alone.
        var stranger = await three.DataAsync(
            "{ viewer { notifications(first: 1) { nodes { title actor { __typename } subject { ... on GroupBuy { id initiator { id } } } } } } }");
        var notice = stranger["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(("Your group is complete", null, group, null), ((string)notice["title"]!, notice["actor"], (string)notice["subject"]!["id"]!, notice["subject"]!["initiator"]));
        var feed = await two.DataAsync("{ viewer { feed { nodes { kind subject { __typename ... on Deal { id } ... on GroupBuy { id } } } } } }");
        Assert.Equal(["BOUGHT_DEAL", "GROUP_COMPLETED"],
            feed["viewer"]!["feed"]!["nodes"]!.AsArray().Select(line => (string)line!["kind"]!).Where(kind => kind is "BOUGHT_DEAL" or "GROUP_COMPLETED").Order());
    }

    [Fact]
    public async Task When_too_few_buy_in_time_all_get_their_money_back()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, Terms);
        var (one, two, late) = (await server.BuyerAsync(), await server.BuyerAsync(), await server.BuyerAsync());
        var started = await one.BuyAsync(deal, new { group = new { start = true } });
        var group = (string)started["order"]!["groupBuy"]!["id"]!;
        var second = (await two.BuyAsync(deal, new { group = new { join = group } })).Id("order");
        server.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        (one, two, late) = (await server.BackAsync(one), await server.BackAsync(two), await server.BackAsync(late));
        Assert.True(await two.StandsAsync(second, "WAITING_FOR_GROUP"));
        await server.PassAsync(
            TimeSpan.FromMinutes(1),
            async () => await one.StandsAsync(started.Id("order"), "EXPIRED") && await two.StandsAsync(second, "EXPIRED"));
        Assert.Equal(("500.00", "500.00"), (await one.BalanceAsync(), await two.BalanceAsync()));
        var closed = await late.BuyAsync(deal, new { group = new { join = group } });
        Assert.Equal(("GROUP_CLOSED", "EXPIRED"), (closed.CodeOf(), (string)closed["errors"]![0]!["status"]!));
        Assert.Null((await one.BuyAsync(deal, new { group = new { start = true } }))["errors"]);
    }

    /// <summary>Everybody wants the last places at once.</summary>
    [Fact]
    public async Task A_group_takes_as_many_as_it_is_large()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, Terms);
        var starter = await server.BuyerAsync();
        var group = (string)(await starter.BuyAsync(deal, new { group = new { start = true } }))["order"]!["groupBuy"]!["id"]!;
        var crowd = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.BuyerAsync()));
        var outcomes = await Task.WhenAll(crowd.Select(async buyer =>
            (await buyer.BuyAsync(deal, new { group = new { join = group } })).CodeOf() ?? "BOUGHT"));
        Assert.Equal((2, 6), (outcomes.Count(o => o == "BOUGHT"), outcomes.Count(o => o == "GROUP_CLOSED")));
    }

    private static async Task<bool> IsInAsync(GraphClient viewer, string group) => (bool)(await viewer.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on GroupBuy { viewerIsMember } } }", new { id = group }))["node"]!["viewerIsMember"]!;
}
