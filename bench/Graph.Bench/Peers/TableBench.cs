using System.Globalization;
using Graph.Tests.Stores;
using Npgsql;
using Spectre.Console;

namespace Graph.Bench.Peers;

/// <summary>
/// Measures what reads cost the server on PostgreSQL, beside PostGraphile over the same tables. PostGraphile makes one statement of an
/// operation and looks at no session.
/// </summary>
internal static class TableBench
{
    /// <param name="people">How many people there are.</param>
    /// <param name="clients">How many connections ask at a time.</param>
    /// <param name="time">How long each measurement lasts.</param>
    public static async Task RunAsync(int people, int[] clients, TimeSpan time)
    {
        if (PostgreSqlServer.Binaries is null || !Peer.IsInstalled("postgraphile"))
        {
            AnsiConsole.WriteLine("The comparison with PostGraphile is left out. It needs PostgreSQL, Node, and `npm ci --ignore-scripts` in bench/peers/postgraphile.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
        await using var postgres = await PostgreSqlServer.StartAsync("shared_buffers = 512MB", "max_wal_size = 4GB", "autovacuum = off");
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "people" };
        AnsiConsole.WriteLine($"PostgreSQL: {people:n0} people …");
        await ApiServer.RunAsync(folder, "PostgreSql", connection.ToString(), "seed", "--people", people.ToString(CultureInfo.InvariantCulture));
        var world = await PeerWorld.FurnishAsync("PostgreSql", connection.ToString());
        await PrepareAsync(connection.ToString());
        await using (var api = await Peer.StartAsync("api", ApiServer.StartInfo(folder, "PostgreSql", connection.ToString(), "--urls", "http://127.0.0.1:0")))
        await using (var other = await Peer.StartNodeAsync("postgraphile", $"postgres://{connection.Username}@{connection.Host}:{connection.Port}/{connection.Database}"))
        {
            await MeasureAsync(new Comparison(world, [api, other!], Operation.Tables, time, postgres.CpuTime), clients);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(Comparison comparison, int[] clients)
    {
        var table = new Table().AddColumns("operation", "clients", "CPU µs", "postgraphile", "of postgraphile", "PostgreSQL µs", "postgraphile's", "p99 ms", "postgraphile p99");
        await comparison.WarmUpAsync();
        foreach (var count in clients)
        {
            foreach (var operation in Operation.Tables)
            {
                var costs = await comparison.MeasureAsync(operation, count);
                var (api, other) = (costs["api"], costs["postgraphile"]);
                table.AddRow(operation.Name, $"{count}", $"{api.Cpu:n0}", $"{other.Cpu:n0}", $"{api.Cpu / other.Cpu:n2}", $"{api.Database:n0}", $"{other.Database:n0}", $"{api.P99:n1}", $"{other.P99:n1}");
            }
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
    }

    /// <summary>
    /// Gives each friendship a moment of its own. The seed has them all at one, and then the API orders by handles, which no table of
    /// friendships has. Then nothing is left for PostgreSQL to tidy up.
    /// </summary>
    private static async Task PrepareAsync(string connection)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        foreach (var statement in (string[])
        [
            "UPDATE friendship SET since = since - (abs(hashtextextended(id::text, 0)) % 1000000000000) * interval '1 microsecond'",
            "VACUUM ANALYZE",
        ])
        {
            await using var command = new NpgsqlCommand(statement, database) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
