using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Feed;

/// <summary>What a stream begins from, and how many streams an operation opens.</summary>
public sealed class LivePlaceTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Two_selections_of_one_root_are_one_stream_with_the_fields_of_both()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        const string Merged =
            """
            subscription($after: String) { ...A ...B }
            fragment A on Subscription { notifications(after: $after) { notification { kind subject { ... on Transaction { amount { amount } } } } } }
            fragment B on Subscription { notifications(after: $after) { notification { liveCursor subject { ... on Transaction { note } } } } }
            """;
        await socket.SubscribeAsync("n", Merged, new { after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]! });
        foreach (var note in new[] { "first", "second" })
        {
            await payer.TransferAsync(payee, "0.25", note: note);
            var seen = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
            Assert.Equal(["kind", "subject", "liveCursor"], seen.AsObject().Select(field => field.Key));
            Assert.Equal(("0.25", note), ((string)seen["subject"]!["amount"]!["amount"]!, (string)seen["subject"]!["note"]!));
        }
    }

    [Fact]
    public async Task A_cursor_of_a_list_is_no_place_in_a_stream_and_a_live_cursor_is_none_in_a_list()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        await payer.TransferAsync(payee, "1");
        var edge = (await payee.DataAsync("{ viewer { notifications { edges { cursor node { liveCursor } } } } }"))["viewer"]!["notifications"]!["edges"]![0]!;
        foreach (var list in new[] { "notifications", "feed" })
        {
            var reply = await payee.AskAsync(
                $"query($after: String) {{ viewer {{ {list}(after: $after) {{ nodes {{ kind }} }} }} }}", new { after = (string)edge["node"]!["liveCursor"]! });
            Assert.Equal("""["BAD_USER_INPUT","after"]""", CodeAndPath(Assert.Single(reply.Errors!)!));
        }

        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        foreach (var stream in new[] { "notifications", "activity" })
        {
            await socket.SubscribeAsync("s", $"subscription($after: String) {{ {stream}(after: $after) {{ __typename }} }}", new { after = (string)edge["cursor"]! });
            var refused = (await socket.ReceiveAsync())!;
            Assert.Equal("error", (string)refused["type"]!);
            Assert.Equal("""["BAD_USER_INPUT","after"]""", CodeAndPath(Assert.Single(refused["payload"]!.AsArray())!));
        }

        static string CodeAndPath(JsonNode error) => new JsonArray(
            [error["extensions"]!["code"]!.DeepClone(), .. error["extensions"]!["inputPath"]?.AsArray().Select(part => part!.DeepClone()) ?? []]).ToJsonString();
    }
}
