using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql.Outages;

/// <summary>
/// A stream whose database goes away ends in a way after which clients connect again by themselves: a socket is closed
/// with 1013, an event stream ends without `complete`. They go on from their cursors once the database is back.
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

        Assert.Null(await socket.ReceiveAsync().WaitAsync(Patience.Long));
        Assert.Equal(1013, socket.CloseCode);

        // Neither the token nor the request is at fault, and both are told so.
        await using var early = await Socket.OpenAsync(world.Server.Endpoint);
        await early.SendAsync(new { type = "connection_init", payload = new { authorization = "Bearer " + world.Payee.Client.Token } });
        Assert.Null(await early.ReceiveAsync().WaitAsync(Patience.Long));
        Assert.Equal(1013, early.CloseCode);
        foreach (var (client, accept) in new[]
        {
            (world.Payee.Client, "application/json"),
            (world.Server.Client(), "application/json"),
            (world.Server.Client(), "application/graphql-response+json, application/json, text/event-stream"),
            (world.Server.Client(), "text/event-stream, application/json"),
            (world.Server.Client(), "text/event-stream"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, world.Server.Endpoint)
            {
                Content = JsonContent.Create(new { query = "{ deals(first: 1) { nodes { id } } }" }),
            };
            request.Headers.Accept.ParseAdd(accept);
            using var response = await client.SendAsync(request);
            Assert.Equal(503, (int)response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        await world.Database.StartAgainAsync();
        await using var back = await Socket.ReadyAsync(world.Server.Endpoint, world.Payee.Client.Token);
        await back.SubscribeAsync("2", Notifications, new { after = world.Cursor });
        await world.SeesAsync(3, async () => await back.NextAsync());
    }

    [Fact]
    public async Task A_stream_of_states_is_told_too()
    {
        await using var world = await WorldAsync();
        await using var socket = await Socket.ReadyAsync(world.Server.Endpoint, world.Payee.Client.Token);
        await socket.SubscribeAsync("1", "subscription { wallet { balance { amount } } }");
        await socket.NextAsync();
        await world.Database.StopAsync();
        Assert.Equal(1013, await socket.ClosedAsync());
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

        Assert.Empty(events);

        await world.Database.StartAgainAsync();
        await using var back = await world.FollowAsync();
        await world.SeesAsync(3, async () => (await back.NextAsync())!.Data!);
    }

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
