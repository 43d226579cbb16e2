using System.Text.Json.Nodes;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// A stream whose database goes away ends, and says that something failed: it neither hangs nor ends as if all were
/// well. Its client goes on from its cursor once the database is back. As things are, the failure is a last result with
/// INTERNAL_SERVER_ERROR, and `complete` follows it: who looks at `complete` alone believes that all were well.
/// </summary>
[Collection(nameof(Alone))]
public sealed class LostDatabaseTests
{
    private const string Notifications =
        """
        subscription($after: String) { notifications(after: $after) {
          notification { liveCursor subject { ... on Transaction { note } } } gap { reason } } }
        """;

    [Fact]
    public async Task A_socket_is_told_of_the_failure_and_loses_nothing()
    {
        await using var world = await WorldAsync();
        await using var socket = await Socket.ReadyAsync(world.Server.Endpoint, world.Payee.Client.Token);
        await socket.SubscribeAsync("1", Notifications, new { after = world.Cursor });
        await world.SeesAsync(3, async () => await socket.NextAsync());
        await world.Database.StopAsync();

        var messages = new List<JsonNode>();
        while (messages.Count == 0 || (string)messages[^1]["type"]! == "next")
        {
            // A connection that is closed with a code that is no 1000 would be an honest end as well.
            if (await socket.ReceiveAsync().WaitAsync(Patience.Long) is not { } message)
            {
                Assert.NotEqual(1000, socket.CloseCode);
                break;
            }

            messages.Add(message);
        }

        var results = messages.Where(message => (string)message["type"]! == "next");
        Assert.All(results, message => Failed(message["payload"]!));
        Assert.NotEqual("complete", (string?)messages.FirstOrDefault()?["type"]);

        await world.Database.StartAgainAsync();
        await using var back = await Socket.ReadyAsync(world.Server.Endpoint, world.Payee.Client.Token);
        await back.SubscribeAsync("2", Notifications, new { after = world.Cursor });
        await world.SeesAsync(3, async () => await back.NextAsync());
    }

    [Fact]
    public async Task Server_sent_events_tell_of_the_failure_and_lose_nothing()
    {
        await using var world = await WorldAsync();
        await using var source = await world.FollowAsync();
        await world.SeesAsync(3, async () => (await source.NextAsync())!.Data!);
        await world.Database.StopAsync();

        var events = new List<EventSource.Event>();
        while (await source.NextAsync() is { } next)
        {
            events.Add(next);
        }

        // What failed moves no cursor.
        Assert.All(events, next => Assert.Null(next.Id));
        Assert.All(events.Where(next => next.Name == "next"), next => Failed(next.Data!));
        Assert.NotEqual("complete", events.FirstOrDefault()?.Name);

        await world.Database.StartAgainAsync();
        await using var back = await world.FollowAsync();
        await world.SeesAsync(3, async () => (await back.NextAsync())!.Data!);
    }

    private static void Failed(JsonNode result) =>
        Assert.Equal("INTERNAL_SERVER_ERROR", (string)result["errors"]![0]!["extensions"]!["code"]!);

    private static async Task<World> WorldAsync()
    {
        var folder = new TemporaryFolder();
        var database = await PostgreSqlServer.StartAsync();
        var server = await GraphProcess.StartAsync(
            folder.Path, new() { ["ConnectionStrings__Graph"] = database.ConnectionString });
        var (payer, payee) = (await server.Client().PersonAsync(), await server.Client().PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("100");
        var data = await payee.DataAsync("{ viewer { liveCursor } }");
        return new World(folder, database, server, payer, payee) { Cursor = (string)data["viewer"]!["liveCursor"]! };
    }

    private sealed record World(
        TemporaryFolder Folder, PostgreSqlServer Database, GraphProcess Server, Somebody Payer, Somebody Payee)
        : IAsyncDisposable
    {
        private int _paid;

        public required string Cursor { get; set; }

        public Task<EventSource> FollowAsync() =>
            EventSource.OpenAsync(Payee.Client, Notifications, new { after = Cursor });

        /// <summary>Pays, and sees each payment once and in order.</summary>
        public async Task SeesAsync(int payments, Func<Task<JsonNode>> next)
        {
            for (var i = 0; i < payments; i++)
            {
                _paid++;
                Assert.Null((await Payer.TransferAsync(Payee, "0.01", note: $"{_paid}"))["errors"]);
            }

            for (var i = payments - 1; i >= 0; i--)
            {
                var seen = (await next().WaitAsync(Patience.Long))["data"]!["notifications"]!["notification"];
                Assert.Equal($"{_paid - i}", (string?)seen?["subject"]?["note"]);
                Cursor = (string)seen!["liveCursor"]!;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Folder.DisposeAsync();
        }
    }
}
