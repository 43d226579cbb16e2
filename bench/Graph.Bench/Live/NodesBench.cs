using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using Graph.Tests.Stores;
using Spectre.Console;

namespace Graph.Bench.Live;

/// <summary>
/// How soon a payment on one node reaches its payee, who listens on another node over the same PostgreSQL, and what it costs to tell the
/// other node: with NOTIFY (at most every 5 ms), and without any hint, so that the other node looks by itself. Without, both nodes go on trying
/// to reach a Redis that is not there, which costs something too.
/// </summary>
internal static class NodesBench
{
    private const int Clients = 16;

    /// <summary>Nobody listens at this address, so no hint comes through.</summary>
    private const string DeadRedis = "127.0.0.1:1,abortConnect=false,connectTimeout=100";

    private const string Subscribe =
        """{"id":"1","type":"subscribe","payload":{"query":"subscription { notifications { notification { subject { ... on Transaction { note } } } } }"}}""";

    /// <param name="rate">How many payments are sent in a second.</param>
    /// <param name="time">For how long.</param>
    public static async Task RunAsync(int rate, TimeSpan time)
    {
        if (PostgreSqlServer.Binaries is null)
        {
            AnsiConsole.WriteLine("PostgreSQL is not installed: left out.");
            return;
        }

        var table = new Table().AddColumns("hint", "payments a second", "after the answer, p50 ms", "p99 ms", "max ms", "after the request, p50 ms",
            "p99 ms", "not heard", $"transfers a second, {Clients} clients", "CPU ms each");
        foreach (var redis in new[] { null, DeadRedis })
        {
            await MeasureAsync(redis, rate, time, table);
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        AnsiConsole.Write(table);
    }

    private static async Task MeasureAsync(string? redis, int rate, TimeSpan time, Table table)
    {
        var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
        await using var postgres = await PostgreSqlServer.StartAsync("fsync = on", "shared_buffers = 512MB", "max_wal_size = 4GB");
        await using var paying = await ApiServer.StartAsync(folder, "PostgreSql", postgres.ConnectionString, redis: redis);
        await using var listening = await ApiServer.StartAsync(folder, "PostgreSql", postgres.ConnectionString, redis: redis);
        var world = await BenchWorld.CreateAsync("PostgreSql", postgres.ConnectionString, paying);
        var heard = new ConcurrentDictionary<int, long>();
        await using var listeners = new Listeners(message =>
        {
            var now = Stopwatch.GetTimestamp();
            if (NumberOf(message) is { } number)
            {
                heard.TryAdd(number, now);
            }
        });
        await listeners.SubscribeAsync(listening.Url, [.. world.Parties.Select(party => party.Token)], Subscribe);
        await Load.WarmUpAsync(Clients, TimeSpan.FromSeconds(25), world.TransferAsync);
        var load = await Load.RunAsync(Clients, time, Draw.Uniform, world.TransferAsync, paying.CpuTime);
        var paid = await PayAsync(world, rate, time);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var known = paid.Index().Where(one => heard.ContainsKey(one.Index)).ToList();
        var (answered, sent) = (Milliseconds(known.Select(one => heard[one.Index] - one.Item.Answered)), Milliseconds(known.Select(one => heard[one.Index] - one.Item.Sent)));
        table.AddRow(redis is null ? "NOTIFY" : "none", $"{paid.Count / time.TotalSeconds:0}", $"{At(answered, 0.5)}", $"{At(answered, 0.99)}", $"{At(answered, 1)}",
            $"{At(sent, 0.5)}", $"{At(sent, 0.99)}", $"{paid.Count - known.Count}", $"{load.PerSecond:0}", $"{load.CpuEach:0.00}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Pays at a steady rate, whether or not the payments before have been answered.</summary>
    private static async Task<IReadOnlyList<(long Sent, long Answered)>> PayAsync(BenchWorld world, int rate, TimeSpan time)
    {
        var (begun, paying) = (Stopwatch.GetTimestamp(), new List<Task<(long, long)>>());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            while (paying.Count < Stopwatch.GetElapsedTime(begun).TotalSeconds * rate)
            {
                var number = paying.Count;
                paying.Add(Task.Run(async () =>
                {
                    var sent = Stopwatch.GetTimestamp();
                    if (!await world.TransferAsync(number % BenchWorld.People, (number + 1) % BenchWorld.People, $"n{number}"))
                    {
                        throw new InvalidOperationException("A payment was refused.");
                    }

                    return (sent, Stopwatch.GetTimestamp());
                }));
            }

            await timer.WaitForNextTickAsync();
        }

        return await Task.WhenAll(paying);
    }

    private static int? NumberOf(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("\"note\":\"n"u8);
        return at >= 0 && Utf8Parser.TryParse(message[(at + 9)..], out int number, out _) ? number : null;
    }

    /// <summary>What was heard before its answer counts as heard at once.</summary>
    private static List<double> Milliseconds(IEnumerable<long> ticks) =>
        [.. ticks.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(0, one).TotalMilliseconds)).Order()];

    private static string At(List<double> sorted, double share) =>
        sorted.Count == 0 ? "" : $"{sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))]:0.0}";
}
