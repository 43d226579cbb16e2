using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;

namespace Graph.Api.Tests.Server.Documents;

/// <summary>A server whose answers are short.</summary>
public sealed class TerseServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Limits:AnswerCharacters"] = "2000" };
}

/// <summary>A small document may ask for a very large answer: long texts, under many names, in lists of lists.</summary>
public sealed class AnswerSizeTests(TerseServer server) : Scenario(server), IClassFixture<TerseServer>
{
    private const string TooMuch = "COST_LIMIT_EXCEEDED";
    private static readonly string Text = new('x', 900);

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused()
    {
        var author = await server.SignUpAsync();
        var post = await author.PostedAsync(new { text = Text });
        const string query = "query($id: ID!) { node(id: $id) { ... on Post { a: text b: text } } }";
        Assert.Equal(Text, (string)(await author.DataAsync(query, new { id = post }))["node"]!["b"]!);
        var refused = await author.AskAsync(query.Replace("b: text", "b: text c: text", StringComparison.Ordinal), new { id = post });
        Assert.Equal(TooMuch, refused.Code);
        Assert.Null(refused.Data);
    }

    [Fact]
    public async Task What_a_mutation_did_is_said()
    {
        var author = await server.SignUpAsync();
        const string write = "mutation($input: CreatePostInput!) { createPost(input: $input) { post { id a: text b: text c: text } } }";
        var refused = await author.AskAsync(write, new { input = new { text = Text } });
        Assert.Equal(TooMuch, refused.Code);
        Assert.True((bool)refused.Errors![0]!["extensions"]!["committed"]!);
        Assert.Equal(1, (int)(await author.DataAsync("query($h: String!) { user(handle: $h) { posts { totalCount } } }", new { h = author.Handle }))
            ["user"]!["posts"]!["totalCount"]!);
    }

    [Fact]
    public async Task A_stream_goes_on_after_an_event_that_is_too_large()
    {
        var (author, friend) = (await server.SignUpAsync(), await server.SignUpAsync());
        await author.BefriendAsync(friend);
        await using var socket = await Socket.ReadyAsync(server, friend.Client.Token);
        await socket.SubscribeAsync("1", "subscription { activity { activity { subject { ... on Post { a: text b: text c: text } } } } }");
        await socket.SubscribeAsync("2", "{ __typename }");
        await socket.NextAsync();
        await socket.ReceiveAsync();
        await author.PostedAsync(new { text = Text });
        Assert.Equal(TooMuch, (string)(await socket.NextAsync())["errors"]![0]!["extensions"]!["code"]!);
        await author.PostedAsync(new { text = "Short" });
        Assert.Equal("Short", (string)(await socket.NextAsync())["data"]!["activity"]!["activity"]!["subject"]!["c"]!);
    }
}
