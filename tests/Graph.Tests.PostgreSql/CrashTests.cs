using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using Npgsql;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// Whatever dies under load, again and again: nothing that was paid, topped up or withdrawn is lost, none of it happens
/// twice, and who asks again has the same answer.
/// </summary>
[Collection(nameof(Alone))]
public sealed class CrashTests
{
    private static readonly int Times = Thorough.Race(5, 20);
    private const int Payers = 8;

    [Fact]
    public async Task The_server_is_killed()
    {
        await using var folder = new TemporaryFolder();
        var server = await GraphProcess.StartAsync(folder.Path);
        try
        {
            var load = await Load.OfAsync(server, Payers);
            load.Begin();
            for (var i = 0; i < Times; i++)
            {
                await load.MoreAsync(8 + (i % 7));
                await server.KillAsync();
                await server.DisposeAsync();
                server = await GraphProcess.StartAsync(folder.Path);
                load.Endpoint = server.Endpoint;
            }

            await FinishAsync(load, folder, []);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_database_is_stopped_or_dies_and_comes_back()
    {
        await using var folder = new TemporaryFolder();
        var database = await PostgreSqlServer.StartAsync();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Graph"] = database.ConnectionString };
        await using var server = await GraphProcess.StartAsync(folder.Path, settings);
        var load = await Load.OfAsync(server, Payers);
        load.Begin();
        for (var i = 0; i < Times; i++)
        {
            await load.MoreAsync(8 + (i % 7));
            await (i % 2 == 0 ? database.CrashAsync() : database.StopAsync());
            await database.StartAgainAsync();
        }

        await FinishAsync(load, folder, settings);
    }

    [Fact]
    public async Task Connections_are_cut()
    {
        await using var folder = new TemporaryFolder();
        await using var server = await GraphProcess.StartAsync(folder.Path);
        var load = await Load.OfAsync(server, Payers);
        await using var cutter = new NpgsqlConnection(await TestStore.ConnectionAsync(folder.Path) + ";Pooling=False");
        await cutter.OpenAsync();
        load.Begin();
        for (var i = 0; i < Times; i++)
        {
            await load.MoreAsync(3 + (i % 7));
            await using var cut = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", cutter);
            await cut.ExecuteNonQueryAsync();
        }

        await FinishAsync(load, folder, []);
    }

    private static async Task FinishAsync(
        Load load, TemporaryFolder folder, Dictionary<string, string> settings)
    {
        await load.SettleAsync();
        await GraphProcess.VerifyAsync(folder.Path, settings.GetValueOrDefault("ConnectionStrings__Graph"));
    }
}
