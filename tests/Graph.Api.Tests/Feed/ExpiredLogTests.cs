using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Feed;
using Graph.Domain.Feed.Retention;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>The log is kept for a day. Lists keep everything.</summary>
public sealed class ExpiredLogTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Notifications =
        """
        subscription($after: String) { notifications(after: $after) {
          notification { liveCursor subject { ... on Transaction { note } } } gap { after resumeFrom reason } } }
        """;

    [Fact]
    public async Task A_stream_that_comes_back_after_more_than_a_day_is_told_of_the_gap_and_goes_on_with_what_is_kept()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await payer.TransferAsync(payee, "1", note: "too old");

        server.Clock.Advance(TimeSpan.FromHours(23));
        payer = await server.BackAsync(payer);
        await payer.TransferAsync(payee, "1", note: "kept");
        await server.PassAsync(TimeSpan.FromHours(1.1), async () => await RemovedThroughAsync() > 0);

        (payer, payee) = (await server.BackAsync(payer), await server.BackAsync(payee));
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await socket.SubscribeAsync("1", Notifications, new { after });
        var gap = (await NextAsync(socket))["gap"]!;
        Assert.Equal(("EXPIRED", after), ((string)gap["reason"]!, (string)gap["after"]!));
        Assert.Equal("kept", NoteOf(await NextAsync(socket)));
        await payer.TransferAsync(payee, "1", note: "live");
        Assert.Equal("live", NoteOf(await NextAsync(socket)));

        await socket.SubscribeAsync("2", Notifications, new { after = (string)gap["resumeFrom"]! });
        Assert.Equal("kept", NoteOf(await NextAsync(socket)));
        Assert.Equal("live", NoteOf(await NextAsync(socket)));

        var list = await payee.DataAsync("{ viewer { notifications(first: 3) { nodes { liveCursor subject { ... on Transaction { note } } } } } }");
        var nodes = list["viewer"]!["notifications"]!["nodes"]!.AsArray();
        Assert.Equal(["live", "kept", "too old"], nodes.Select(node => (string)node!["subject"]!["note"]!));

        // The place of a line that has left the log is before everything that is kept.
        await socket.SubscribeAsync("3", Notifications, new { after = (string)nodes[2]!["liveCursor"]! });
        Assert.Equal("EXPIRED", (string)(await NextAsync(socket))["gap"]!["reason"]!);
    }

    /// <summary>Also those that the log does not hold any more are marked up to the one that was seen, and not one beyond it.</summary>
    [Fact]
    public async Task What_has_left_the_log_is_marked_as_read_up_to_the_one_that_was_seen()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        foreach (var note in (string[])["seen", "unseen", "unseen too"])
        {
            await payer.TransferAsync(payee, "1", note: note);
        }

        var (early, before) = await SeenAsync();
        await server.PassAsync(TimeSpan.FromHours(25), async () => await RemovedThroughAsync() >= before);
        payee = await server.BackAsync(payee);
        var (late, _) = await SeenAsync();
        foreach (var cursor in (string[])[early, late])
        {
            var marked = await payee.DoAsync(
                "mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { viewer { unreadNotificationCount } } }",
                new { upTo = cursor });
            Assert.Equal(2, (int)marked["viewer"]!["unreadNotificationCount"]!);
        }

        async Task<(string Cursor, long Last)> SeenAsync()
        {
            var list = await payee.DataAsync("{ viewer { notifications(first: 3) { nodes { liveCursor subject { ... on Transaction { note } } } } } }");
            var seen = list["viewer"]!["notifications"]!["nodes"]![2]!;
            Assert.Equal("seen", (string)seen["subject"]!["note"]!);
            var last = await server.Services.GetRequiredService<Units>().ReadAsync(async db => await db.Set<FeedEvent>().MaxAsync(e => (long?)e.Sequence));
            return ((string)seen["liveCursor"]!, last ?? 0);
        }
    }

    [Fact]
    public async Task A_place_whose_events_have_left_the_log_marks_nothing_as_read()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var place = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await payer.TransferAsync(payee, "1", note: "unseen");
        var before = (int)(await payee.DataAsync("{ viewer { unreadNotificationCount } }"))["viewer"]!["unreadNotificationCount"]!;

        // On PostgreSQL the horizon can be above the last row, and nothing beyond that is removed.
        var last = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<FeedEvent>().MaxAsync(e => e.Sequence));
        await server.PassAsync(TimeSpan.FromHours(25), async () => await RemovedThroughAsync() >= last);
        payee = await server.BackAsync(payee);
        var marked = await payee.DoAsync(
            """
            mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {
              viewer { unreadNotificationCount } errors { ... on ValidationError { path } } } }
            """,
            new { upTo = place });
        Assert.Equal(["upTo"], Assert.Single(marked["errors"]!.AsArray())!["path"]!.AsArray().Select(part => (string)part!));
        Assert.True((int)marked["viewer"]!["unreadNotificationCount"]! >= before);
    }

    [Fact]
    public async Task Who_listens_on_when_rows_are_removed_misses_nothing()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var units = server.Services.GetRequiredService<Units>();
        await payer.TransferAsync(payee, "1", note: "before");
        var before = await units.ReadAsync(db => db.HorizonAsync(default));
        await server.PassAsync(TimeSpan.FromHours(25), async () => await RemovedThroughAsync() >= await LastAsync());
        Assert.Equal(0, await units.ReadAsync(db => db.Set<FeedEvent>().CountAsync()));
        Assert.True(await units.ReadAsync(db => db.HorizonAsync(default)) >= before);

        // An empty log is no beginning: a cursor of before it was emptied is still a place in it.
        (payer, payee) = (await server.BackAsync(payer), await server.BackAsync(payee));
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        var after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await socket.SubscribeAsync("1", Notifications, new { after });
        await payer.TransferAsync(payee, "1", note: "after");
        Assert.Equal("after", NoteOf(await NextAsync(socket)));

        Task<long> LastAsync() => units.ReadAsync(async db =>
            await db.Set<FeedEvent>().MaxAsync(e => (long?)e.Sequence) ?? 0);
    }

    private Task<long> RemovedThroughAsync() => server.Services.GetRequiredService<Units>()
        .ReadAsync(db => LogStart.RemovedThroughAsync(db, default));

    private static async Task<JsonNode> NextAsync(Socket socket)
    {
        while (true)
        {
            // Pings come in between, and `next` of one operation at a time.
            var message = (await socket.ReceiveAsync())!;
            if ((string)message["type"]! == "next")
            {
                return message["payload"]!["data"]!["notifications"]!;
            }
        }
    }

    private static string NoteOf(JsonNode update) => (string)update["notification"]!["subject"]!["note"]!;
}
