using System.Buffers.Text;
using System.Text;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Relay;

public sealed class NodeTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Node = "query($id: ID!) { node(id: $id) { __typename id } }";

    [Fact]
    public async Task Every_type_of_node_is_found_again_by_its_owner_and_by_nobody_else()
    {
        var (owner, friend, stranger) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(friend);
        await owner.TopUpAsync("10");
        await friend.TopUpAsync("10");
        await friend.TransferAsync(owner, "1");
        var data = await owner.DataAsync(
            """
            { viewer { id wallet { id transactions { nodes { id } } } bankCards { id } realName { evidence { id } }
              friends { edges { friendship { id } } } feed { nodes { id } } notifications { nodes { id subject { __typename ... on Node { id } } } } } }
            """);
        var viewer = data["viewer"]!;
        var own = new Dictionary<string, string>
        {
            ["Viewer"] = (string)viewer["id"]!,
            ["Wallet"] = (string)viewer["wallet"]!["id"]!,
            ["Transaction"] = (string)viewer["wallet"]!["transactions"]!["nodes"]![0]!["id"]!,
            ["BankCard"] = (string)viewer["bankCards"]![0]!["id"]!,
            ["Evidence"] = (string)viewer["realName"]!["evidence"]![0]!["id"]!,
            ["Friendship"] = (string)viewer["friends"]!["edges"]![0]!["friendship"]!["id"]!,
            ["Activity"] = (string)viewer["feed"]!["nodes"]![0]!["id"]!,
            ["Notification"] = (string)viewer["notifications"]!["nodes"]![0]!["id"]!,
            ["FriendRequest"] = (string)viewer["notifications"]!["nodes"]!.AsArray()
                .First(n => (string)n!["subject"]!["__typename"]! == "FriendRequest")!["subject"]!["id"]!,
        };
        foreach (var (type, id) in own)
        {
            Assert.Equal(type, (string)(await owner.DataAsync(Node, new { id }))["node"]!["__typename"]!);
            Assert.Equal(id, (string)(await owner.DataAsync(Node, new { id }))["node"]!["id"]!);
            Assert.Null((await stranger.DataAsync(Node, new { id }))["node"]);
            Assert.Null((await server.Client().DataAsync(Node, new { id }))["node"]);
        }

        Assert.Equal("User", (string)(await stranger.DataAsync(Node, new { id = owner.Id }))["node"]!["__typename"]!);
        Assert.Null((await server.Client().DataAsync(Node, new { id = owner.Id }))["node"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("VXNlcjow")]
    [InlineData("VXNlcjowMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA")]
    public async Task What_is_no_id_names_nothing(string id)
    {
        var person = await server.SignUpAsync();
        Assert.Null((await person.DataAsync(Node, new { id }))["node"]);
        var other = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"Nothing:{Guid.CreateVersion7():N}"));
        Assert.Null((await person.DataAsync(Node, new { id = other }))["node"]);
    }

    /// <summary>A type name of an ID reaches the database in some filters, and PostgreSQL refuses text with a NUL.</summary>
    [Theory]
    [InlineData("User\0")]
    [InlineData("Us er")]
    [InlineData("\u007f")]
    [InlineData("")]
    public async Task An_id_with_a_wrong_name_names_nothing(string name)
    {
        var one = await server.SignUpAsync();
        var id = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes($"{name}:{Guid.NewGuid():N}"));
        var data = await one.DataAsync(
            "query($id: ID!) { node(id: $id) { id } viewer { feed(where: { actor: { eq: $id } }) { totalCount } } }", new { id });
        Assert.Null(data["node"]);
        Assert.Equal(0, (int)data["viewer"]!["feed"]!["totalCount"]!);
    }

    [Fact]
    public async Task Nodes_keep_their_order_and_leave_holes()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var data = await one.DataAsync(
            "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids = new[] { other.Id, "garbage", one.Id, other.Id } });
        Assert.Equal([other.Id, null, one.Id, other.Id], data["nodes"]!.AsArray().Select(node => (string?)node?["id"]));
    }
}
