using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Feed;

/// <summary>What notifications say, and how they are marked as read.</summary>
public sealed class ReadMarkTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Look =
        "{ viewer { unreadNotificationCount notifications(first: 50) { nodes { liveCursor kind title message readAt actor { __typename id } } } } }";

    [Fact]
    public async Task A_notification_says_what_happened_who_did_it_and_what_was_written()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        await payer.TransferAsync(payee, "1", note: "午饭");
        await payee.AskForAsync(payer, "2");
        var received = (await payee.DataAsync(Look))["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(("MONEY_RECEIVED", "午饭", payer.Id), Said(received));
        Assert.Null(received["readAt"]);
        var asked = (await payer.DataAsync(Look))["viewer"]!["notifications"]!["nodes"]!.AsArray();
        Assert.Equal(("PAYMENT_REQUESTED", "tea", payee.Id), Said(asked[0]!));

        // What a person did alone has no actor.
        var toppedUp = asked.Single(line => (string)line!["kind"]! == "TOPPED_UP")!;
        Assert.Null(toppedUp["actor"]);
        Assert.Null(toppedUp["message"]);
    }

    [Fact]
    public async Task Marking_reads_up_to_a_place_and_only_the_viewers_own()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        for (var i = 0; i < 3; i++)
        {
            await payer.TransferAsync(payee, "1");
        }

        var before = (await payee.DataAsync(Look))["viewer"]!;
        var lines = before["notifications"]!["nodes"]!.AsArray();
        var unread = (int)before["unreadNotificationCount"]!;
        Assert.Equal(lines.Count, unread);
        var others = (int)(await payer.DataAsync(Look))["viewer"]!["unreadNotificationCount"]!;

        // Up to the second of the list: the latest stays unread.
        Assert.Equal(1, (int)(await MarkAsync(payee, (string)lines[1]!["liveCursor"]!))["viewer"]!["unreadNotificationCount"]!);
        var after = (await payee.DataAsync(Look))["viewer"]!["notifications"]!["nodes"]!.AsArray();
        Assert.Null(after[0]!["readAt"]);
        Assert.All(after.Skip(1), line => Assert.NotNull((string?)line!["readAt"]));

        // Again changes nothing, an earlier place takes nothing back, and others' notifications are as before.
        var first = (string)after[1]!["readAt"]!;
        await MarkAsync(payee, (string)lines[1]!["liveCursor"]!);
        await MarkAsync(payee, (string)lines[2]!["liveCursor"]!);
        Assert.Equal(first, (string)(await payee.DataAsync(Look))["viewer"]!["notifications"]!["nodes"]![1]!["readAt"]!);
        Assert.Equal(others, (int)(await payer.DataAsync(Look))["viewer"]!["unreadNotificationCount"]!);

        Assert.Equal(0, (int)(await MarkAsync(payee, await LiveCursorAsync(payee)))["viewer"]!["unreadNotificationCount"]!);
        var edge = (string)(await payee.DataAsync("{ viewer { notifications(first: 1) { edges { cursor } } } }"))["viewer"]!["notifications"]!["edges"]![0]!["cursor"]!;
        var refused = Assert.Single((await MarkAsync(payee, edge))["errors"]!.AsArray())!;
        Assert.Equal(["upTo"], refused["path"]!.AsArray().Select(part => (string)part!));
    }

    private static (string, string, string) Said(JsonNode line) =>
        ((string)line["kind"]!, (string)line["message"]!, (string)line["actor"]!["id"]!);

    private static Task<JsonNode> MarkAsync(Somebody person, string upTo) => person.DoAsync(
        """
        mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {
          viewer { unreadNotificationCount } errors { ... on ValidationError { path } } } }
        """,
        new { upTo });

    private static async Task<string> LiveCursorAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
}
