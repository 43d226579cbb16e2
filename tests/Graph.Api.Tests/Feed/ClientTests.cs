using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Feed;

/// <summary>Streams through the client libraries that front ends use.</summary>
public sealed class ClientTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [SkippableFact]
    public async Task Graphql_ws_loses_nothing_over_lost_connections()
    {
        var (payer, payee, after) = await FriendsAsync();
        var listening = Node.RunAsync("ws-live.mjs", server.Endpoint.ToString(), payee.Client.Token!, after, "40");
        var expected = await PayAsync(payer, payee, 40);
        var result = await listening;
        Assert.Equal(expected, result["notes"]!.AsArray().Select(note => (string)note!));
        Assert.True((int)result["connections"]! >= 8, result.ToJsonString());
    }

    /// <summary>The page for front ends is run as it is written.</summary>
    [SkippableTheory]
    [InlineData("urql")]
    [InlineData("apollo")]
    [InlineData("relay")]
    public async Task A_snippet_of_the_page_on_live_streams_resumes_after_each_lost_connection(string client)
    {
        var (payer, payee, after) = await FriendsAsync();
        var listening = Node.RunSnippetAsync(client, server.Endpoint.ToString(), payee.Client.Token!, after, "20");
        var expected = await PayAsync(payer, payee, 20);
        var result = await listening;
        Assert.Equal(expected, result["notes"]!.AsArray().Select(note => (string)note!));
        Assert.True((int)result["connections"]! >= 4, result.ToJsonString());
    }

    /// <summary>A front end makes its client before anybody signs in, and shows what needs no token.</summary>
    [SkippableTheory]
    [InlineData("urql")]
    [InlineData("apollo")]
    [InlineData("relay")]
    public async Task A_snippet_of_the_page_on_live_streams_works_before_sign_in(string client)
    {
        var result = await Node.RunSnippetAsync(client, server.Endpoint.ToString(), "", "", "0");
        Assert.Null(result["asked"]!["viewer"]);
        Assert.True((bool)result["streamed"]!["dealsNearby"]!["snapshotComplete"]!, result.ToJsonString());
    }

    [SkippableFact]
    public async Task Graphql_ws_understands_refusals()
    {
        var result = await Node.RunAsync("ws-errors.mjs", server.Endpoint.ToString());
        Assert.Equal("Query", (string)result["query"]!["next"]!["data"]!["__typename"]!);
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (string)result["invalid"]!["errors"]![0]!["extensions"]!["code"]!);
        Assert.Equal("UNAUTHENTICATED", (string)result["refused"]!["errors"]![0]!["extensions"]!["code"]!);
        Assert.Equal(4403, (int)result["forged"]!["closed"]!);
    }

    [SkippableFact]
    public async Task Graphql_sse_follows_a_stream_and_runs_a_query()
    {
        var (payer, payee, after) = await FriendsAsync();
        var listening = Node.RunAsync("sse-live.mjs", server.Endpoint.ToString(), payee.Client.Token!, after, "10");
        var expected = await PayAsync(payer, payee, 10);
        var result = await listening;
        Assert.Equal(expected, result["notes"]!.AsArray().Select(note => (string)note!));
        Assert.Equal("Query", (string)result["once"]!["data"]!["__typename"]!);
        Assert.Equal("UNAUTHENTICATED", (string)result["refused"]!["errors"]![0]!["extensions"]!["code"]!);
    }

    private async Task<(Somebody Payer, Somebody Payee, string After)> FriendsAsync()
    {
        Node.Require();
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("100");
        return (payer, payee, (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!);
    }

    private static async Task<List<string>> PayAsync(Somebody payer, Somebody payee, int times)
    {
        var notes = new List<string>();
        for (var i = 0; i < times; i++)
        {
            notes.Add($"note {i}");
            await payer.TransferAsync(payee, "0.01", note: notes[i]);
            await Task.Delay(15);
        }

        return notes;
    }
}
