using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Feed;

public sealed class LiveTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Notifications =
        """
        subscription($after: String) { notifications(after: $after) {
          notification { id liveCursor title subject { ... on Transaction { id note amount { amount } } ... on FriendRequest { from { handle } } } }
          gap { after resumeFrom reason } } }
        """;

    private const string Activity =
        """
        subscription($after: String, $kinds: [ActivityKind!]) { activity(after: $after, kinds: $kinds) {
          activity { liveCursor kind actor { displayName } subject { __typename ... on SharedPayment { kind payer { displayName } payee { displayName } } } visibility } } }
        """;

    [Fact]
    public async Task A_payment_arrives_live_at_the_payee_and_not_at_the_payer()
    {
        var (payer, payee) = await FriendsAsync();
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await using var own = await Socket.ReadyAsync(server, payer.Client.Token);
        var after = await LiveCursorAsync(payee);
        await socket.SubscribeAsync("n", Notifications, new { after });
        await own.SubscribeAsync("n", Notifications, new { after });
        await payer.TransferAsync(payee, "8.88", note: "午饭");
        var seen = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
        Assert.Equal("8.88", (string)seen["subject"]!["amount"]!["amount"]!);
        Assert.Equal("午饭", (string)seen["subject"]!["note"]!);
        await payee.TransferAsync(payer, "1.11", note: "back");
        var first = (await own.NextAsync())["data"]!["notifications"]!["notification"]!;
        Assert.Equal("back", (string)first["subject"]!["note"]!);
    }

    [Fact]
    public async Task Two_selections_of_one_root_are_one_stream_with_the_fields_of_both()
    {
        var (payer, payee) = await FriendsAsync();
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        const string Merged =
            """
            subscription($after: String) { ...A ...B }
            fragment A on Subscription { notifications(after: $after) { notification { kind subject { ... on Transaction { amount { amount } } } } } }
            fragment B on Subscription { notifications(after: $after) { notification { liveCursor subject { ... on Transaction { note } } } } }
            """;
        await socket.SubscribeAsync("n", Merged, new { after = await LiveCursorAsync(payee) });
        foreach (var note in new[] { "first", "second" })
        {
            await payer.TransferAsync(payee, "0.25", note: note);
            var seen = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
            Assert.Equal(["kind", "subject", "liveCursor"], seen.AsObject().Select(field => field.Key));
            Assert.Equal(("0.25", note), ((string)seen["subject"]!["amount"]!["amount"]!, (string)seen["subject"]!["note"]!));
        }
    }

    [Fact]
    public async Task The_wallet_shows_its_state_and_then_the_latest()
    {
        var (payer, payee) = await FriendsAsync();
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await socket.SubscribeAsync("w", "subscription { wallet { balance { amount } available { amount } } }");
        Assert.Equal("0.00", Balance(await socket.NextAsync()));
        await payer.TransferAsync(payee, "5");
        Assert.Equal("5.00", Balance(await socket.NextAsync()));
        for (var i = 0; i < 20; i++)
        {
            await payer.TransferAsync(payee, "0.10");
        }

        var last = "";
        for (var i = 0; i < 20 && last != "7.00"; i++)
        {
            last = Balance(await socket.NextAsync());
        }

        Assert.Equal("7.00", last);

        static string Balance(JsonNode payload) => (string)payload["data"]!["wallet"]!["balance"]!["amount"]!;
    }

    [Fact]
    public async Task A_friends_payment_shows_in_the_feed_as_both_sides_allow()
    {
        var (payer, payee) = await FriendsAsync();
        var (both, one) = (await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var friend in new[] { payer, payee })
        {
            await friend.DoAsync(
                "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { defaultVisibility = "FRIENDS" });
            await both.BefriendAsync(friend);
        }

        await one.BefriendAsync(payer);
        await using var socket = await Socket.ReadyAsync(server, both.Client.Token);
        await socket.SubscribeAsync("a", Activity, new { after = await LiveCursorAsync(both), kinds = new[] { "PAID" } });
        await payer.TransferAsync(payee, "3");
        var line = (await socket.NextAsync())["data"]!["activity"]!["activity"]!;
        Assert.Equal("PAID", (string)line["kind"]!);
        Assert.Equal("FRIENDS", (string)line["visibility"]!);
        Assert.Equal("SharedPayment", (string)line["subject"]!["__typename"]!);

        const string feed = "{ viewer { feed(where: { kind: { eq: PAID } }) { totalCount nodes { actor { ... on User { id } } subject { ... on SharedPayment { kind } } } } } }";
        Assert.Equal(1, (int)(await both.DataAsync(feed))["viewer"]!["feed"]!["totalCount"]!);
        Assert.Equal(0, (int)(await one.DataAsync(feed))["viewer"]!["feed"]!["totalCount"]!);
        Assert.Equal(0, (int)(await payer.DataAsync(feed))["viewer"]!["feed"]!["totalCount"]!);
        var payees = (await payee.DataAsync(feed))["viewer"]!["feed"]!;
        Assert.Equal("TRANSFER", (string)payees["nodes"]![0]!["subject"]!["kind"]!);
        var byActor = await both.DataAsync(
            "query($id: ID!) { viewer { feed(where: { actor: { eq: $id } }) { nodes { kind } } } }", new { id = payer.Id });
        Assert.All(byActor["viewer"]!["feed"]!["nodes"]!.AsArray(), node => Assert.Contains((string)node!["kind"]!, new[] { "PAID", "BECAME_FRIENDS", "LEVEL_REACHED" }));
    }

    [Fact]
    public async Task A_new_friendship_is_told_to_the_other_and_shown_to_both()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        await using var socket = await Socket.ReadyAsync(server, other.Client.Token);
        await socket.SubscribeAsync("n", Notifications, new { after = await LiveCursorAsync(other) });
        await using var feed = await Socket.ReadyAsync(server, one.Client.Token);
        await feed.SubscribeAsync("a", Activity, new { after = await LiveCursorAsync(one) });
        await one.BefriendAsync(other);
        var request = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
        Assert.Equal(one.Handle, (string)request["subject"]!["from"]!["handle"]!);
        Assert.Equal("BECAME_FRIENDS", (string)(await feed.NextAsync())["data"]!["activity"]!["activity"]!["kind"]!);
    }

    [Fact]
    public async Task After_replays_what_was_missed_in_order_and_then_goes_on_live()
    {
        var (payer, payee) = await FriendsAsync();
        var after = await LiveCursorAsync(payee);
        for (var i = 0; i < 5; i++)
        {
            await payer.TransferAsync(payee, "0.01", note: $"{i}");
        }

        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await socket.SubscribeAsync("n", Notifications, new { after });
        await payer.TransferAsync(payee, "0.01", note: "5");
        for (var i = 0; i <= 5; i++)
        {
            Assert.Equal($"{i}", (string)(await socket.NextAsync())["data"]!["notifications"]!["notification"]!["subject"]!["note"]!);
        }

        var list = await payee.DataAsync("{ viewer { notifications(first: 6) { nodes { liveCursor subject { ... on Transaction { note } } } } } }");
        Assert.Equal(
            ["5", "4", "3", "2", "1", "0"],
            list["viewer"]!["notifications"]!["nodes"]!.AsArray().Select(node => (string)node!["subject"]!["note"]!));
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused_and_one_of_another_database_is_a_gap()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await socket.SubscribeAsync("1", Notifications, new { after = "garbage" });
        var refused = (await socket.ReceiveAsync())!;
        Assert.Equal("error", (string)refused["type"]!);
        Assert.Contains("BAD_USER_INPUT", refused.ToJsonString());
        var future = System.Buffers.Text.Base64Url.EncodeToString("""["live",9000000000000000000]"""u8);
        await socket.SubscribeAsync("2", Notifications, new { after = future });
        JsonNode message;
        do
        {
            message = (await socket.ReceiveAsync())!;
        }
        while ((string)message["id"]! != "2");
        var gap = message["payload"]!["data"]!["notifications"]!["gap"]!;
        Assert.Equal("EXPIRED", (string)gap["reason"]!);
        Assert.Equal(future, (string)gap["after"]!);
    }

    [Fact]
    public async Task A_cursor_of_a_list_is_no_place_in_a_stream_and_a_live_cursor_is_none_in_a_list()
    {
        var (payer, payee) = await FriendsAsync();
        await payer.TransferAsync(payee, "1");
        var edge = (await payee.DataAsync("{ viewer { notifications { edges { cursor node { liveCursor } } } } }"))["viewer"]!["notifications"]!["edges"]![0]!;
        foreach (var list in new[] { "notifications", "feed" })
        {
            var reply = await payee.AskAsync(
                $"query($after: String) {{ viewer {{ {list}(after: $after) {{ nodes {{ kind }} }} }} }}", new { after = (string)edge["node"]!["liveCursor"]! });
            Assert.Equal("""["BAD_USER_INPUT","after"]""", CodeAndPath(Assert.Single(reply.Errors!)!));
        }

        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        foreach (var stream in new[] { Notifications, Activity })
        {
            await socket.SubscribeAsync("s", stream, new { after = (string)edge["cursor"]! });
            var refused = (await socket.ReceiveAsync())!;
            Assert.Equal("error", (string)refused["type"]!);
            Assert.Equal("""["BAD_USER_INPUT","after"]""", CodeAndPath(Assert.Single(refused["payload"]!.AsArray())!));
        }

        static string CodeAndPath(JsonNode error) => new JsonArray(
            [error["extensions"]!["code"]!.DeepClone(), .. error["extensions"]!["inputPath"]?.AsArray().Select(part => part!.DeepClone()) ?? []]).ToJsonString();
    }

    /// <summary>Drops and reconnects again and again while payments come in, twenty for each connection.</summary>
    [Fact]
    public async Task A_subscriber_that_drops_again_and_again_sees_each_of_its_events_once_in_order()
    {
        var drops = Thorough.Life(10, 100);
        var transfers = 20 * drops;
        var (payer, payee) = await FriendsAsync();
        var cursor = await LiveCursorAsync(payee);
        var sending = Task.Run(async () =>
        {
            await Parallel.ForAsync(0, transfers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
                Assert.Null((await payer.TransferAsync(payee, "0.01", note: $"{i}"))["errors"]));
        });

        var seen = new List<string>();
        for (var connection = 0; seen.Count < transfers; connection++)
        {
            await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
            await socket.SubscribeAsync("n", Notifications, new { after = cursor });
            var take = connection < drops ? transfers / drops : transfers;
            for (var i = 0; i < take && seen.Count < transfers; i++)
            {
                var line = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
                cursor = (string)line["liveCursor"]!;
                seen.Add((string)line["subject"]!["id"]!);
            }

            socket.Abort();
        }

        await sending;
        Assert.Equal(transfers, seen.Distinct().Count());
        var expected = new List<string>();
        string? page = null;
        while (expected.Count < transfers)
        {
            var data = await payee.DataAsync(
                "query($after: String) { viewer { notifications(first: 100, after: $after) { nodes { subject { ... on Transaction { id } } } pageInfo { endCursor } } } }",
                new { after = page });
            var list = data["viewer"]!["notifications"]!;
            expected.AddRange(list["nodes"]!.AsArray().Select(node => (string?)node!["subject"]?["id"]).OfType<string>());
            page = (string)list["pageInfo"]!["endCursor"]!;
        }

        expected.Reverse();
        Assert.Equal(expected, seen);
    }

    private async Task<(Somebody Payer, Somebody Payee)> FriendsAsync()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("900");
        return (payer, payee);
    }

    private static async Task<string> LiveCursorAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
}
