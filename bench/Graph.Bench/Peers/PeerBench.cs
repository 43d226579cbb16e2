using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Graph.Bench.Peers;

/// <summary>What one request of an operation costs.</summary>
internal sealed record Cost(double Cpu, double? Allocated, double P99, long? Compiled);

/// <summary>
/// Measures what reads cost the server, beside an endpoint that answers the same from the same file with ADO.NET alone,
/// and beside mercurius. Before it measures, it looks whether all answer alike.
/// </summary>
internal sealed class PeerBench(PeerWorld world, IReadOnlyList<Peer> peers, TimeSpan time)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often each peer is measured, in turns with the others. The median counts, because other work on the machine disturbs now the one and
    /// now the other.
    /// </summary>
    private const int Turns = 5;

    /// <summary>With fewer new methods in a round of all operations, what is hot counts as compiled.</summary>
    private const int FewMethods = 100;
    private const int MostRounds = 12;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });

    /// <param name="folder">The folder of the database; it is filled if it is empty.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="clients">How many connections ask at a time.</param>
    /// <param name="only">The names of the operations to measure; null for all.</param>
    /// <param name="time">How long each measurement lasts.</param>
    public static async Task RunAsync(string folder, int people, int[] clients, string[]? only, TimeSpan time)
    {
        var database = Path.Combine(folder, "graph.db");
        var connection = $"Data Source={database}";
        if (!File.Exists(database))
        {
            AnsiConsole.WriteLine($"{people:n0} people …");
            await ApiServer.RunAsync(folder, "Sqlite", connection, "seed", "--people", people.ToString(CultureInfo.InvariantCulture));
        }

        var world = await PeerWorld.FurnishAsync(connection);
        await using var api = await Peer.StartAsync("api", ApiServer.StartInfo(folder, "Sqlite", connection, "--urls", "http://127.0.0.1:0"));
        var key = KeyOf(folder, DateTime.UtcNow);
        await using var bare = await Peer.StartAsync("bare", StartBare(database, key));
        var server = Path.Combine(PeersFolder(), "mercurius", "server.js");
        var isInstalled = Directory.Exists(Path.Combine(Path.GetDirectoryName(server)!, "node_modules"));
        await using var mercurius = isInstalled ? await Peer.StartAsync("mercurius", Start("node", server, database, key)) : null;
        if (mercurius is null)
        {
            AnsiConsole.WriteLine("mercurius is left out: run `npm ci --ignore-scripts` in bench/peers/mercurius, which needs Node.");
        }

        Peer[] peers = [api, bare, .. mercurius is null ? Array.Empty<Peer>() : [mercurius]];
        await new PeerBench(world, peers, time).RunAsync(clients, only);
    }

    private async Task RunAsync(int[] clients, string[]? only)
    {
        var table = new Table().AddColumns("operation", "clients", "CPU µs", "bare", "mercurius", "of bare", "of mercurius", "KiB each", "bare KiB", "p99 ms", "bare p99", "mercurius p99", "compiled");
        AnsiConsole.WriteLine($"At rest the API holds {peers[0].Memory() / 1048576} MiB.");
        await WarmUpAsync(only);
        foreach (var count in clients)
        {
            foreach (var operation in Operation.All.Where(operation => only?.Contains(operation.Name) != false))
            {
                await world.SignInAsync(peers[0].Url);
                await CompareAsync(operation);
                var turns = peers.ToDictionary(peer => peer.Name, _ => new List<Cost>());
                for (var turn = 0; turn < Turns; turn++)
                {
                    foreach (var peer in peers)
                    {
                        turns[peer.Name].Add(await MeasureAsync(operation, peer, count));
                    }
                }

                var (api, bare) = (MedianOf(turns["api"]), MedianOf(turns["bare"]));
                var other = turns.TryGetValue("mercurius", out var some) ? MedianOf(some) : null;
                table.AddRow(
                    operation.Name, $"{count}", $"{api.Cpu:n0}", $"{bare.Cpu:n0}", $"{other?.Cpu:n0}", $"{api.Cpu / bare.Cpu:n2}", $"{api.Cpu / other?.Cpu:n2}",
                    $"{api.Allocated / 1024:n1}", $"{bare.Allocated / 1024:n1}", $"{api.P99:n1}", $"{bare.P99:n1}", $"{other?.P99:n1}", $"{api.Compiled}");
                AnsiConsole.WriteLine($"{operation.Name}, {count} clients: {api.Cpu:n0} µs, bare {bare.Cpu:n0}, mercurius {other?.Cpu:n0}");
            }
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"After the load the API holds {peers[0].Memory() / 1048576} MiB.");
    }

    /// <summary>The turn whose processor time is in the middle.</summary>
    private static Cost MedianOf(IEnumerable<Cost> turns) => turns.OrderBy(turn => turn.Cpu).ElementAt(Turns / 2);

    /// <summary>What runs for weeks is measured, and not the compiler: it takes its time to see what is hot.</summary>
    private async Task WarmUpAsync(string[]? only)
    {
        for (var (round, compiled) = (0, long.MaxValue); round < MostRounds && compiled > FewMethods; round++)
        {
            var before = (await peers[0].LookAsync()).Methods;
            await WarmUpOnceAsync(only);
            compiled = (await peers[0].LookAsync()).Methods - before ?? 0;
        }
    }

    private async Task WarmUpOnceAsync(string[]? only)
    {
        foreach (var operation in Operation.All.Where(operation => only?.Contains(operation.Name) != false))
        {
            await world.SignInAsync(peers[0].Url);
            await CompareAsync(operation);
            foreach (var peer in peers)
            {
                await LoopAsync(operation, peer, 16, WarmUp);
            }
        }
    }

    /// <exception cref="InvalidOperationException">Two servers answer a request differently, so that their costs cannot be compared.</exception>
    private async Task CompareAsync(Operation operation)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var answers = new List<JsonNode?>();
            foreach (var peer in peers)
            {
                using var response = await _http.SendAsync(world.Draw(operation, peer, new Random(seed)));
                answers.Add(JsonNode.Parse(await response.Content.ReadAsStringAsync()));
            }

            foreach (var (i, answer) in answers.Index())
            {
                if (answer?["errors"] is not null || answer?["data"] is null || !JsonNode.DeepEquals(answer["data"], answers[0]!["data"]))
                {
                    throw new InvalidOperationException(
                        $"{operation.Name}: {peers[i].Name} answers {answer?.ToJsonString()}, and the API {answers[0]?.ToJsonString()}.");
                }
            }
        }
    }

    private async Task<Cost> MeasureAsync(Operation operation, Peer peer, int clients)
    {
        var before = await peer.LookAsync();
        var times = await LoopAsync(operation, peer, clients, time);
        var after = await peer.LookAsync();
        times.Sort();
        return new Cost(
            (after.Cpu - before.Cpu).TotalMicroseconds / times.Count,
            (double?)(after.Allocated - before.Allocated) / times.Count,
            times[(int)(times.Count * 0.99)],
            after.Methods - before.Methods);
    }

    private async Task<List<double>> LoopAsync(Operation operation, Peer peer, int clients, TimeSpan lasting)
    {
        var begun = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var (random, times) = (new Random(client), new List<double>());
            while (Stopwatch.GetElapsedTime(begun) < lasting)
            {
                using var request = world.Draw(operation, peer, random);
                var sent = Stopwatch.GetTimestamp();
                using var response = await _http.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                response.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return times;
        })));
        return [.. runs.SelectMany(run => run)];
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
        Start("dotnet", BareAssembly(), database, key, "--urls", "http://127.0.0.1:0");

    private static string BareAssembly() => Path.Combine(AppContext.BaseDirectory, "Bare.dll");

    /// <summary>The folder bench/peers, looked for from this program's folder upwards.</summary>
    private static string PeersFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "bench", "peers")))
            {
                return Path.Combine(folder.FullName, "bench", "peers");
            }
        }

        return "";
    }

    private static ProcessStartInfo Start(string program, params string[] arguments) => new(program, arguments);
}
