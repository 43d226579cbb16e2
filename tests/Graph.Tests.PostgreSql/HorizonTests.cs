using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using Npgsql;

namespace Graph.Tests.PostgreSql;

/// <summary>Readers of a feed on a server that has other databases too, whose transactions look like our own at times.</summary>
public sealed class HorizonTests
{
    private const string Notifications =
        "subscription($after: String) { notifications(after: $after) { notification { subject { ... on Transaction { note } } } } }";

    [Fact]
    public async Task A_horizon_that_steps_back_loses_nobodys_place()
    {
        var database = await PostgreSqlServer.StartAsync("max_prepared_transactions = 2");
        var server = new Server(database.ConnectionString);
        await server.InitializeAsync();
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("10");

        // While its connection is known, a transaction of the neighbour's holds nobody up; once prepared, it has none.
        await using var neighbour = new NpgsqlConnection(database.ConnectionString.Replace("=postgres", "=template1", StringComparison.Ordinal) + ";Pooling=False");
        await neighbour.OpenAsync();
        await ExecuteAsync("BEGIN; SELECT pg_current_xact_id()");
        await payer.TransferAsync(payee, "1", note: "seen before");
        var after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await ExecuteAsync("PREPARE TRANSACTION 'long'");

        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await socket.SubscribeAsync("n", Notifications, new { after });
        await payer.TransferAsync(payee, "1", note: "first");
        await payer.TransferAsync(payee, "1", note: "second");
        await ExecuteAsync("COMMIT PREPARED 'long'");
        foreach (var note in (string[])["first", "second"])
        {
            var update = (await socket.NextAsync())["data"]!["notifications"]!["notification"]!;
            Assert.Equal(note, (string)update["subject"]!["note"]!);
        }

        server.VerifyScenario();
        await server.VerifyDatabaseAsync();
        await server.DisposeAsync();

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, neighbour);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class Server(string connection) : GraphServer
    {
        protected override Dictionary<string, string?> Settings => new() { ["ConnectionStrings:Graph"] = connection };
    }
}
