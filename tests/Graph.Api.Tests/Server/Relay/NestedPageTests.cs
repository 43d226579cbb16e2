using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Loading;

namespace Graph.Api.Tests.Server.Relay;

/// <summary>Pages within pages are the pages that each list has by itself, and one command reads those of a level.</summary>
public sealed class NestedPageTests(CountingServer server) : Scenario(server), IClassFixture<CountingServer>
{
    private const string Page = "{ nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";

    [Theory]
    [InlineData("first: 2")]
    [InlineData("last: 2")]
    [InlineData("first: 9, order: [{ price: ASC }]")]
    [InlineData("last: 1, order: [{ endsAt: DESC }], where: { open: true }")]
    [InlineData("first: 0")]
    public async Task Deals_of_many_merchants_are_those_of_each(string arguments)
    {
        var shops = await OpenShopsAsync([0, 1, 3]);
        var together = await NodesAsync(server.Client(), shops.Select(shop => shop.Merchant), $"... on Merchant {{ deals({arguments}) {Page} }}");
        foreach (var (shop, list) in shops.Zip(together))
        {
            var alone = await server.Client().DataAsync($"query($id: ID!) {{ node(id: $id) {{ ... on Merchant {{ deals({arguments}) {Page} }} }} }}", new { id = shop.Merchant });
            Assert.Equal(alone["node"]!.ToJsonString(), list!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_in_each_list()
    {
        var shops = await OpenShopsAsync([3, 3]);
        var ids = shops.Select(shop => shop.Merchant).ToList();
        var first = await NodesAsync(server.Client(), ids, $"... on Merchant {{ deals(first: 1) {Page} }}");
        var cursor = (string)first[1]!["deals"]!["pageInfo"]!["endCursor"]!;
        var after = await NodesAsync(server.Client(), ids, $"... on Merchant {{ deals(first: 5, after: \"{cursor}\") {Page} }}");

        // The latest deal comes first, and those of the first shop are all older than the one at the cursor.
        Assert.Equal([3, 2], after.Select(list => list!["deals"]!["nodes"]!.AsArray().Count));
        Assert.Equal([3, 3], after.Select(list => (int)list!["deals"]!["totalCount"]!));
    }

    [Fact]
    public async Task The_number_of_commands_does_not_grow_with_the_number_of_lists()
    {
        var me = await server.PersonAsync();
        var friends = new List<Somebody>();
        for (var i = 0; i < 5; i++)
        {
            friends.Add(await server.PersonAsync());
            await me.BefriendAsync(friends[i]);
            for (var j = 0; j < i; j++)
            {
                await friends[i].BefriendAsync(friends[j]);
            }
        }

        var shops = await OpenShopsAsync([1, 1, 2, 2, 1]);
        var merchant = $"... on Merchant {{ deals(first: 1) {{ totalCount nodes {{ openGroups {Page} friendsWhoBought {Page} }} }} friendsWhoBought {Page} orders {{ totalCount }} }}";
        var user = $"... on User {{ friends(first: 2) {{ totalCount nodes {{ mutualFriends(first: 1) {Page} }} }} mutualFriends {Page} }}";
        Assert.Equal(await CountAsync(friends.Take(2).Select(f => f.Id), user), await CountAsync(friends.Select(f => f.Id), user));
        Assert.Equal(
            await CountAsync(shops.Take(2).Select(shop => shop.Merchant), merchant), await CountAsync(shops.Select(shop => shop.Merchant), merchant));

        async Task<int> CountAsync(IEnumerable<string> ids, string fields)
        {
            server.Log.Clear();
            await NodesAsync(shops[0].Owner.Client, ids, fields);
            return server.Log.OfRequests.Count(line => line.Contains("Executed DbCommand") && line.Contains("SELECT"));
        }
    }

    [Fact]
    public async Task Friends_of_many_people_are_those_of_each_who_shows_them()
    {
        var (me, open, hidden, stranger) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        var common = new List<Somebody>();
        for (var i = 0; i < 3; i++)
        {
            common.Add(await server.PersonAsync());
            await me.BefriendAsync(common[i]);
            await open.BefriendAsync(common[i]);
            await hidden.BefriendAsync(common[i]);
            await stranger.BefriendAsync(common[i]);
        }

        await me.BefriendAsync(open);
        await me.BefriendAsync(hidden);
        await hidden.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { friendsSeeFriends = false });
        string[] people = [me.Id, open.Id, hidden.Id, stranger.Id];
        var together = await NodesAsync(me.Client, people, $"... on User {{ friends(last: 2) {Page} mutualFriends(first: 2) {Page} }}");
        Assert.Equal([5, 4, null, null], together.Select(user => (int?)user!["friends"]?["totalCount"]));
        Assert.Equal([0, 3, 3, 3], together.Select(user => (int?)user!["mutualFriends"]!["totalCount"]));
        foreach (var (id, list) in people.Zip(together))
        {
            var alone = await me.DataAsync($"query($id: ID!) {{ node(id: $id) {{ ... on User {{ friends(last: 2) {Page} mutualFriends(first: 2) {Page} }} }} }}", new { id });
            Assert.Equal(alone["node"]!.ToJsonString(), list!.ToJsonString());
        }
    }

    private async Task<List<OpenShop>> OpenShopsAsync(int[] deals)
    {
        var shops = new List<OpenShop>();
        foreach (var count in deals)
        {
            var shop = await server.OpenShopAsync();
            shops.Add(shop);
            for (var i = 0; i < count; i++)
            {
                await shop.SellAsync(DateTimeOffset.UtcNow, new { price = new { amount = $"{20 - i}" }, endsAt = DateTimeOffset.UtcNow.AddDays(3 + i).ToString("O") });
            }
        }

        return shops;
    }

    private static async Task<JsonArray> NodesAsync(GraphClient client, IEnumerable<string> ids, string fields) =>
        (await client.DataAsync($"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}", new { ids }))["nodes"]!.AsArray();
}
