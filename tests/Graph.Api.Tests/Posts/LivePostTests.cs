using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Posts;

/// <summary>What friends and communities write arrives live, as long as the listener may see it.</summary>
public sealed class LivePostTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Activity =
        """
        subscription($after: String) { activity(after: $after, kinds: [POSTED]) {
          activity { liveCursor kind actor { id } subject { ... on Post { id text } } } gap { reason } } }
        """;

    [Fact]
    public async Task A_friends_post_arrives_and_one_for_nobody_does_not()
    {
        var (author, friend) = (await server.SignUpAsync(), await server.SignUpAsync());
        await author.BefriendAsync(friend);
        await using var socket = await Socket.ReadyAsync(server, friend.Client.Token);
        await socket.SubscribeAsync("a", Activity, new { after = await CursorAsync(friend) });
        await author.PostedAsync(new { text = "Secret", visibility = "PARTIES" });
        var post = await author.PostedAsync(new { text = "Hello" });
        var line = await NextAsync(socket);
        Assert.Equal((author.Id, post), ((string)line["actor"]!["id"]!, (string)line["subject"]!["id"]!));
    }

    [Fact]
    public async Task Posts_of_a_community_begin_with_joining_and_end_with_leaving_it()
    {
        var (owner, member) = (await server.PersonAsync(), await server.SignUpAsync());
        var (one, other) = (await owner.FoundAsync(), await owner.FoundAsync());
        await using var socket = await Socket.ReadyAsync(server, member.Client.Token);
        await socket.SubscribeAsync("a", Activity, new { after = await CursorAsync(member) });
        await member.JoinAsync(one);
        await member.JoinAsync(other);
        await owner.PostedAsync(new { text = "first", community = one });
        Assert.Equal("first", (string)(await NextAsync(socket))["subject"]!["text"]!);
        await member.MustAsync("leaveCommunity", new { community = one });
        await owner.PostedAsync(new { text = "unseen", community = one });
        await owner.PostedAsync(new { text = "second", community = other });
        Assert.Equal("second", (string)(await NextAsync(socket))["subject"]!["text"]!);
    }

    [Fact]
    public async Task What_was_deleted_or_hidden_by_a_block_is_not_replayed()
    {
        var (owner, member, hidden) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        await hidden.JoinAsync(community);
        var after = await CursorAsync(member);
        var deleted = await owner.PostedAsync(new { text = "deleted", community });
        await hidden.PostedAsync(new { text = "hidden", community });
        await owner.PostedAsync(new { text = "there", community });
        await owner.MustAsync("deletePost", new { post = deleted });
        await hidden.BlockAsync(member);
        await using var socket = await Socket.ReadyAsync(server, member.Client.Token);
        await socket.SubscribeAsync("a", Activity, new { after });
        Assert.Equal("there", (string)(await NextAsync(socket))["subject"]!["text"]!);
    }

    private static async Task<JsonNode> NextAsync(Socket socket) => (await socket.NextAsync())["data"]!["activity"]!["activity"]!;

    private static async Task<string> CursorAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
}
