using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Spectre.Console;

namespace Graph.Bench.Peers;

/// <summary>
/// Measures what reads cost the server on SQLite, beside an endpoint that answers the same from the same file with ADO.NET alone,
/// and beside mercurius.
/// </summary>
internal static class PeerBench
{
    /// <param name="folder">The folder of the database; it is filled if it is empty.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="clients">How many connections ask at a time.</param>
    /// <param name="only">The names of the operations to measure; null for all.</param>
    /// <param name="time">How long each measurement lasts.</param>
    /// <param name="writes">How many units are committed in a second meanwhile.</param>
    public static async Task RunAsync(string folder, int people, int[] clients, string[]? only, TimeSpan time, int writes)
    {
        var database = Path.Combine(folder, "graph.db");
        var connection = $"Data Source={database}";
        if (!File.Exists(database))
        {
            AnsiConsole.WriteLine($"{people:n0} people …");
            await ApiServer.RunAsync(folder, "Sqlite", connection, "seed", "--people", people.ToString(CultureInfo.InvariantCulture));
        }

        var world = await PeerWorld.FurnishAsync("Sqlite", connection);
        await using var api = await Peer.StartAsync("api", ApiServer.StartInfo(folder, "Sqlite", connection, "--urls", "http://127.0.0.1:0"));
        var key = KeyOf(folder, DateTime.UtcNow);
        await using var bare = await Peer.StartAsync("bare", StartBare(database, key));
        await using var mercurius = await Peer.StartNodeAsync("mercurius", database, key);
        Peer[] peers = [api, bare, .. mercurius is null ? Array.Empty<Peer>() : [mercurius]];
        await using var writing = new WriteLoop(connection, writes);
        var operations = Operation.All.Where(operation => only?.Contains(operation.Name) != false).ToList();
        await MeasureAsync(new Comparison(world, peers, operations, time), api, operations, clients);
    }

    private static async Task MeasureAsync(Comparison comparison, Peer server, IReadOnlyList<Operation> operations, int[] clients)
    {
        var table = new Table().AddColumns("operation", "clients", "CPU µs", "bare", "mercurius", "of bare", "of mercurius", "KiB each", "bare KiB", "p99 ms", "bare p99", "mercurius p99", "compiled");
        AnsiConsole.WriteLine($"At rest the API holds {server.Memory() / 1048576} MiB.");
        await comparison.WarmUpAsync();
        foreach (var count in clients)
        {
            foreach (var operation in operations)
            {
                var costs = await comparison.MeasureAsync(operation, count);
                var (api, bare, other) = (costs["api"], costs["bare"], costs.GetValueOrDefault("mercurius"));
                table.AddRow(
                    operation.Name, $"{count}", $"{api.Cpu:n0}", $"{bare.Cpu:n0}", $"{other?.Cpu:n0}", $"{api.Cpu / bare.Cpu:n2}", $"{api.Cpu / other?.Cpu:n2}",
                    $"{api.Allocated / 1024:n1}", $"{bare.Allocated / 1024:n1}", $"{api.P99:n1}", $"{bare.P99:n1}", $"{other?.P99:n1}", $"{api.Compiled}");
                AnsiConsole.WriteLine($"{operation.Name}, {count} clients: {api.Cpu:n0} µs, bare {bare.Cpu:n0}, mercurius {other?.Cpu:n0}");
            }
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"After the load the API holds {server.Memory() / 1048576} MiB.");
    }

    /// <summary>The key of a day's tokens, so that peers check them as the API does.</summary>
    private static string KeyOf(string folder, DateTime day)
    {
        var secret = SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(folder, "signing.key"))));
        return Convert.ToBase64String(HKDF.Expand(
            HashAlgorithmName.SHA256, secret, 32, Encoding.UTF8.GetBytes($"access tokens of {day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}")));
    }

    /// <summary>How the bare server is started over a database.</summary>
    public static ProcessStartInfo StartBare(string database, string key) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Bare.dll"), database, key, "--urls", "http://127.0.0.1:0"]);
}
