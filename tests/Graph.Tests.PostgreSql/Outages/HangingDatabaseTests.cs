using System.Net.Http.Json;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql.Outages;

/// <summary>A database that keeps its connections open and answers nothing is away too: clients are told to come again.</summary>
[Collection(nameof(Alone))]
public sealed class HangingDatabaseTests
{
    [Fact]
    public async Task Callers_of_a_database_that_hangs_are_told_to_come_again()
    {
        await using var folder = new TemporaryFolder();
        await using var database = await PostgreSqlServer.StartAsync();

        // Somebody signs up at a server that has time, so that the machine may be slow. The next one has little patience.
        Somebody person;
        await using (var patient = await GraphProcess.StartAsync(folder.Path, new() { ["ConnectionStrings__Graph"] = database.ConnectionString }))
        {
            person = await patient.Client().PersonAsync();
        }

        await using var server = await GraphProcess.StartAsync(folder.Path, new()
        {
            ["ConnectionStrings__Graph"] = database.ConnectionString + ";Timeout=2;Cancellation Timeout=500",
            ["Limits__Command"] = "00:00:02",
        });
        person = person with { Client = server.Client(person.Client.Token) };

        // Streams that are open break in a way after which clients come back, and do not end as if nothing more came.
        await using var stranger = await Socket.ReadyAsync(server.Endpoint);
        await stranger.SubscribeAsync(
            "deals", "subscription { dealsNearby(near: { latitude: 31.2, longitude: 121.5, radiusMeters: 1000 }) { snapshotComplete } }");
        Assert.True((bool)(await stranger.NextAsync())["data"]!["dealsNearby"]!["snapshotComplete"]!);
        await using var listener = await Socket.ReadyAsync(server.Endpoint, person.Client.Token);
        await listener.SubscribeAsync("told", "subscription { notifications { notification { id } } }");
        await listener.SubscribeAsync("wallet", "subscription { wallet { available { amount } } }");
        Assert.Equal("wallet", (string)(await listener.ReceiveAsync())!["id"]!);
        database.Hang();
        try
        {
            foreach (var open in new[] { stranger, listener })
            {
                Assert.Null(await open.ReceiveAsync().WaitAsync(Patience.Longer));
                Assert.Equal(1013, open.CloseCode);
            }

            await using var socket = await Socket.OpenAsync(server.Endpoint);
            await socket.SendAsync(new { type = "connection_init", payload = new { authorization = "Bearer " + person.Client.Token } });
            Assert.Null(await socket.ReceiveAsync().WaitAsync(Patience.Longer));
            Assert.Equal(1013, socket.CloseCode);
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = JsonContent.Create(new { query = "{ viewer { id } }" }),
            };
            using var response = await person.Client.SendAsync(request);
            Assert.Equal(503, (int)response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }
        finally
        {
            database.GoOn();
        }

        await Patience.UntilAsync(async () => (await person.AskAsync("{ viewer { id } }")).Errors is null);
    }
}
