using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Funds;

/// <summary>Who holds what is for the holder. That somebody invested is for those whom that person lets see it, and never how much.</summary>
public sealed class FundPrivacyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Friends_see_that_somebody_invested_where_that_person_lets_them()
    {
        var fund = await server.OpenFundAsync();
        var (open, closed, friend, stranger) = (
            await server.HolderAsync(fund, "120", "FRIENDS"), await server.HolderAsync(fund, "130"), await server.PersonAsync(), await server.PersonAsync());
        await friend.BefriendAsync(open);
        await friend.BefriendAsync(closed);
        Assert.Equal([open.Id], await InvestedAsync(friend.Client, fund));
        Assert.Empty(await InvestedAsync(stranger.Client, fund));
        Assert.Equal("""{"totalCount":0,"nodes":[]}""", (await server.Client().DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Fund { friendsInvested { totalCount nodes { id } } } } }", new { id = fund.Fund }))["node"]!["friendsInvested"]!.ToJsonString());
        await open.BlockAsync(friend);
        Assert.Empty(await InvestedAsync(friend.Client, fund));
    }

    [Fact]
    public async Task Who_let_it_be_seen_can_take_it_back_everywhere()
    {
        var fund = await server.OpenFundAsync();
        var (investor, friend) = (await server.HolderAsync(fund, "120", "FRIENDS"), await server.PersonAsync());
        await friend.BefriendAsync(investor);
        Assert.Equal(("FRIENDS", 1, 1), await SeenAsync());

        // One that hides does so while it is open, and one that is cancelled leaves nothing.
        var order = (await investor.SubscribeAsync(fund.Fund, "1")).Id("order");
        Assert.Equal(("PARTIES", 0, 1), await SeenAsync());
        Assert.Null((await investor.CancelFundOrderAsync(order))["errors"]);
        Assert.Equal(("FRIENDS", 1, 1), await SeenAsync());
        await ShowAsync("PARTIES");
        Assert.Equal(("PARTIES", 0, 0), await SeenAsync());
        await investor.SubscribeAsync(fund.Fund, "1", visibility: "PUBLIC");
        Assert.Equal(("PARTIES", 0, 0), await SeenAsync());
        await ShowAsync("FRIENDS");
        Assert.Equal(("FRIENDS", 1, 1), await SeenAsync());

        async Task ShowAsync(string visibility)
        {
            var shown = await investor.ShowHoldingAsync(fund.Fund, visibility);
            Assert.Equal((null, visibility), (shown["errors"], (string)shown["holding"]!["visibility"]!));
        }

        async Task<(string, int, int)> SeenAsync()
        {
            var lines = await friend.DataAsync("{ viewer { feed(where: { kind: { eq: INVESTED } }) { nodes { id } } } }");
            var mine = await investor.DataAsync("{ viewer { holdings { nodes { visibility } } } }");
            return (
                (string)mine["viewer"]!["holdings"]!["nodes"]![0]!["visibility"]!,
                (await InvestedAsync(friend.Client, fund)).Count(),
                lines["viewer"]!["feed"]!["nodes"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task The_feed_of_friends_tells_of_a_fund_and_of_no_amount()
    {
        var fund = await server.OpenFundAsync();
        var (investor, friend) = (await server.InvestorAsync(), await server.PersonAsync());
        await friend.BefriendAsync(investor);
        await server.HolderAsync(fund, "77.77", "FRIENDS", investor);
        await server.HolderAsync(fund, "88.88", person: investor);
        var feed = (await friend.DataAsync(
            "{ viewer { feed(where: { kind: { eq: INVESTED } }) { nodes { kind actor { ... on User { id } } subject { __typename ... on Fund { id } } } } } }"))["viewer"]!["feed"]!["nodes"]!.AsArray();
        var line = Assert.Single(feed)!;
        Assert.Equal((investor.Id, fund.Fund), ((string)line["actor"]!["id"]!, (string)line["subject"]!["id"]!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_later_order_hides_reaches_neither_feeds_nor_live_streams(bool isFirstSettledFirst)
    {
        var (fund, other) = (await server.OpenFundAsync(), await server.OpenFundAsync());
        var (investor, shown, friend) = (await server.InvestorAsync(), await server.InvestorAsync(), await server.PersonAsync());
        await friend.BefriendAsync(investor);
        await friend.BefriendAsync(shown);
        var cursor = (string)(await friend.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await using var socket = await Socket.ReadyAsync(server, friend.Client.Token);
        await socket.SubscribeAsync(
            "a",
            "subscription($after: String) { activity(after: $after, kinds: [INVESTED]) { activity { actor { ... on User { id } } } } }",
            new { after = cursor });
        string[] orders =
        [
            (await investor.SubscribeAsync(fund.Fund, "10", visibility: "FRIENDS")).Id("order"),
            (await investor.SubscribeAsync(fund.Fund, "20", visibility: "PARTIES")).Id("order"),
        ];
        foreach (var order in isFirstSettledFirst ? orders : orders.Reverse())
        {
            await server.SettleAsync(fund, order);
        }

        // What comes first is of somebody else, who hides nothing.
        await server.HolderAsync(other, "30", "FRIENDS", shown);
        var line = (await socket.NextAsync())["data"]!["activity"]!["activity"]!;
        Assert.Equal(shown.Id, (string)line["actor"]!["id"]!);
        var feed = (await friend.DataAsync(
            "{ viewer { feed(where: { kind: { eq: INVESTED } }) { nodes { actor { ... on User { id } } } } } }"))["viewer"]!["feed"]!["nodes"]!.AsArray();
        Assert.Equal(shown.Id, (string)Assert.Single(feed)!["actor"]!["id"]!);
    }

    [Fact]
    public async Task Former_friends_and_who_is_blocked_see_neither_holdings_nor_orders_nor_that_somebody_invested()
    {
        var fund = await server.OpenFundAsync();
        var holder = await server.HolderAsync(fund, "123.45", "FRIENDS");
        var (former, blocked, blocker) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        foreach (var friend in new[] { former, blocked, blocker })
        {
            await friend.BefriendAsync(holder);
            Assert.Equal([holder.Id], await InvestedAsync(friend.Client, fund));
            Assert.Equal(1, await LinesAsync(friend));
        }

        await former.DoAsync("mutation($input: RemoveFriendInput!) { removeFriend(input: $input) { errors { __typename } } }", new { user = holder.Id });
        await holder.BlockAsync(blocked);
        await blocker.BlockAsync(holder);
        var holding = (await holder.SeeHoldingsAsync())["holdings"]!["nodes"]![0]!;
        string[] ids = [(string)holding["id"]!, (string)holding["orders"]!["nodes"]![0]!["id"]!];
        foreach (var viewer in new[] { former, blocked, blocker })
        {
            Assert.Empty(await InvestedAsync(viewer.Client, fund));
            Assert.Equal(0, await LinesAsync(viewer));
            foreach (var id in ids)
            {
                Assert.Null((await viewer.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
            }
        }

        static async Task<int> LinesAsync(Somebody viewer) => (await viewer.DataAsync(
            "{ viewer { feed(where: { kind: { eq: INVESTED } }) { nodes { id } } } }"))["viewer"]!["feed"]!["nodes"]!.AsArray().Count;
    }

    [Fact]
    public async Task Nobody_but_the_holder_sees_holdings_orders_and_payments_not_even_the_institution()
    {
        var fund = await server.OpenFundAsync();
        var holder = await server.HolderAsync(fund, "123.45", "PUBLIC");
        var friend = await server.PersonAsync();
        await friend.BefriendAsync(holder);
        var viewer = await holder.SeeHoldingsAsync();
        var holding = viewer["holdings"]!["nodes"]![0]!;
        var mine = (await holder.DataAsync("{ viewer { wallet { transactions(first: 1) { nodes { id } } } } }"))["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!;
        string[] ids = [(string)holding["id"]!, (string)holding["orders"]!["nodes"]![0]!["id"]!, (string)mine["id"]!];
        var admin = server.Client();
        foreach (var client in new[] { friend.Client, fund.Owner.Client, (await server.PersonAsync()).Client, admin })
        {
            foreach (var id in ids)
            {
                Assert.Null((await client.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
            }
        }

        Assert.All(ids, id => Assert.NotNull(id));
        Assert.NotNull((await holder.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = ids[0] }))["node"]);
        Assert.Equal("NOT_FOUND", (string)(await friend.CancelFundOrderAsync(ids[1]))["errors"]![0]!["code"]!);
    }

    private static async Task<IEnumerable<string>> InvestedAsync(GraphClient client, OpenFund fund) =>
        (await client.DataAsync("query($id: ID!) { node(id: $id) { ... on Fund { friendsInvested { totalCount nodes { id } } } } }", new { id = fund.Fund }))["node"]!["friendsInvested"]!["nodes"]!
            .AsArray().Select(node => (string)node!["id"]!);
}
