using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Funds;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Communities;

/// <summary>A community that invests together, as a front end sees it.</summary>
public sealed class InvestingTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Members_invest_together_and_everybody_sees_one_digit_of_it()
    {
        var fund = await server.OpenFundAsync();
        var (owner, outsider, blocked) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var goal = new { target = new { amount = "5000" }, deadline = "2199-12-31" };
        var community = await owner.FoundAsync(new { fund = fund.Fund, goal });
        var seen = await LookAsync(owner.Client, community);
        Assert.Equal((fund.Code, "5000.00", (JsonNode?)null), ((string)seen["fund"]!["code"]!, seen["goal"]!.Amount("target"), seen["invested"]));

        var members = new List<Somebody>();
        foreach (var amount in new[] { "100", "110", "120", "130", "145.55" })
        {
            var member = await server.InvestorAsync();
            await member.JoinAsync(community);
            var order = await member.SubscribeAsync(fund.Fund, amount, acknowledges: true, community: community);
            Assert.Equal(community, (string)order["order"]!["community"]!["id"]!);
            await server.SettleAsync(fund, order.Id("order"), income: "0");
            members.Add(member);
        }

        await CloseDayAsync(fund);
        await owner.BlockAsync(blocked);
        foreach (var client in new[] { owner, members[0], outsider, blocked }.Select(person => person.Client).Append(server.Client()))
        {
            Assert.Equal("600.00", (await LookAsync(client, community)).Amount("invested"));
        }

        // A member whom the viewer does not see counts all the same, or a block would show what the person holds.
        await outsider.BlockAsync(members[4]);
        await members[3].MustAsync("leaveCommunity", new { community });
        await CloseDayAsync(fund);
        Assert.Equal("600.00", (await LookAsync(outsider.Client, community)).Amount("invested"));
        await owner.MustAsync("updateCommunity", new { community, removesFund = true });
        seen = await LookAsync(owner.Client, community);
        Assert.Equal((null, null), (seen["fund"], seen["invested"]));
    }

    [Fact]
    public async Task A_fund_shows_the_communities_that_the_viewer_may_see()
    {
        var fund = await server.OpenFundAsync();
        var (owner, member, former, stranger) = (
            await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var open = await owner.FoundAsync(new { name = "Open savers", fund = fund.Fund });
        var secret = await owner.FoundAsync(new { name = "Secret savers", fund = fund.Fund });
        await member.JoinAsync(secret);
        await former.JoinAsync(secret);
        await owner.MustAsync("updateCommunity", new { community = secret, admission = "BY_INVITATION" });
        await former.MustAsync("leaveCommunity", new { community = secret });
        Assert.Equal([secret, open], await CommunitiesAsync(owner.Client));
        Assert.Equal([secret, open], await CommunitiesAsync(member.Client));
        foreach (var client in new[] { former.Client, stranger.Client, server.Client() })
        {
            Assert.Equal([open], await CommunitiesAsync(client));
            Assert.Null((await client.DataAsync("query($id: ID!) { node(id: $id) { ... on Community { invested { amount } fund { id } } } }", new { id = secret }))["node"]);
        }

        var found = (await stranger.DataAsync(
            "query($fund: ID!) { communities(where: { fund: { eq: $fund } }) { nodes { id fund { id } } } }", new { fund = fund.Fund }))["communities"]!["nodes"]!;
        Assert.Equal((open, fund.Fund), ((string)Assert.Single(found.AsArray())!["id"]!, (string)found[0]!["fund"]!["id"]!));

        async Task<List<string>> CommunitiesAsync(GraphClient client) =>
            [.. (await client.DataAsync("query($id: ID!) { node(id: $id) { ... on Fund { communities { totalCount nodes { id } } } } }", new { id = fund.Fund }))
                ["node"]!["communities"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!)];
    }

    [Fact]
    public async Task Only_its_owner_sees_with_which_community_an_order_was_placed()
    {
        var fund = await server.OpenFundAsync();
        var (owner, member) = (await server.PersonAsync(), await server.InvestorAsync());
        var community = await owner.FoundAsync(new { fund = fund.Fund });
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await member.SubscribeAsync(fund.Fund, "10", community: community)).CodeOf());
        await member.JoinAsync(community);
        var order = (await member.SubscribeAsync(fund.Fund, "10", community: community)).Id("order");
        Assert.Null((await member.SubscribeAsync(fund.Fund, "10"))["order"]!["community"]);
        Assert.Equal("OTHER_FUND", (await member.SubscribeAsync((await server.OpenFundAsync()).Fund, "10", community: community)).CodeOf());
        Assert.False(await owner.SeesAsync(order));

        // A community that the viewer may not see any more is not named.
        await owner.MustAsync("updateCommunity", new { community, admission = "BY_INVITATION" });
        Assert.Equal(community, await NamedAsync());
        await member.MustAsync("leaveCommunity", new { community });
        Assert.Null(await NamedAsync());
        Assert.Equal("NOT_FOUND", (await member.SubscribeAsync(fund.Fund, "10", community: community)).CodeOf());

        async Task<string?> NamedAsync() => (string?)(await member.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on FundOrder { community { id } } } }", new { id = order }))["node"]!["community"]?["id"];
    }

    /// <summary>Closes one more day of a fund, and does what follows for communities.</summary>
    private async Task CloseDayAsync(OpenFund fund)
    {
        var id = GlobalId.Parse(fund.Fund).To<FundId>();
        var last = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<Fund>().Where(f => f.Id == id).Select(f => f.PublishedOn!.Value).SingleAsync());
        Assert.Null((await fund.Owner.PublishAsync(fund.Fund, last.AddDays(1), "1", "0"))["errors"]);
        var deadlines = server.Services.GetServices<IDeadline>().ToList();
        await deadlines.OfType<DayClosing>().Single().MeetAsync(id, default);
        var communities = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<Community>().Where(c => c.FundId == id).Select(c => c.Id).ToListAsync());
        foreach (var community in communities)
        {
            await deadlines.OfType<CommunityInvestments>().Single().MeetAsync(community, default);
        }
    }

    private static async Task<JsonNode> LookAsync(GraphClient client, string community) => (await client.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on Community { name fund { id code } invested { amount } goal { target { amount } deadline } } } }",
        new { id = community }))["node"]!;
}
