using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using Graph.Tests.Stores;
using Spectre.Console;

namespace Graph.Bench.Live;

/// <summary>
/// How soon a payment or a comment on one node reaches the one whom it concerns, who listens on another node over the same PostgreSQL, and what
/// payments cost meanwhile: with NOTIFY (at most every 10 ms), and without any hint, so that the other node looks by itself. Without, both nodes
/// go on trying to reach a Redis that is not there, which costs something too.
/// </summary>
internal static class NodesBench
{
    private const int Clients = 16;

    /// <summary>What runs for weeks is measured, and not the compiler: it takes its time to see what is hot.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>Nobody listens at this address, so no hint comes through.</summary>
    private const string DeadRedis = "127.0.0.1:1,abortConnect=false,connectTimeout=100";

    private const string Subscribe =
        """{"id":"1","type":"subscribe","payload":{"query":"subscription { notifications { notification { subject { ... on Transaction { note } ... on Comment { text } } } } }"}}""";

    /// <param name="rate">How many payments or comments are sent in a second.</param>
    /// <param name="time">For how long.</param>
    public static async Task RunAsync(int rate, TimeSpan time)
    {
        if (PostgreSqlServer.Binaries is null)
        {
            AnsiConsole.WriteLine("PostgreSQL is not installed: left out.");
            return;
        }

        var table = new Table().AddColumns("hint", "events", "a second", "after the answer, p50 ms", "p99 ms", "max ms", "after the request, p50 ms",
            "p99 ms", "not heard", "CPU ms of the writing node");
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
        await Load.WarmUpAsync(Clients, WarmUp, world.TransferAsync);
        var posts = new string[BenchWorld.People];
        for (var author = 1; author < posts.Length; author += 2)
        {
            posts[author] = await world.PostAsync(author);
        }

        foreach (var (name, write) in new (string, Func<int, Task<bool>>)[]
        {
            ("payments", number => world.TransferAsync(Writer(number), Writer(number) + 1, $"n{number}")),
            ("comments", number => world.CommentAsync(Writer(number), posts[Writer(number) + 1], $"n{number}")),
        })
        {
            await WriteAsync(write, rate / 2, WarmUp);
            await Task.Delay(TimeSpan.FromSeconds(2));
            heard.Clear();
            var cpu = paying.CpuTime();
            var written = await WriteAsync(write, rate, time);
            var spent = paying.CpuTime() - cpu;
            await Task.Delay(TimeSpan.FromSeconds(5));
            var known = written.Index().Where(one => heard.ContainsKey(one.Index)).ToList();
            var answered = Milliseconds(known.Select(one => heard[one.Index] - one.Item.Answered));
            var sent = Milliseconds(known.Select(one => heard[one.Index] - one.Item.Sent));
            table.AddRow(redis is null ? "NOTIFY" : "none", name, $"{written.Count / time.TotalSeconds:0}", $"{At(answered, 0.5)}", $"{At(answered, 0.99)}",
                $"{At(answered, 1)}", $"{At(sent, 0.5)}", $"{At(sent, 0.99)}", $"{written.Count - known.Count}", $"{spent.TotalMilliseconds / written.Count:0.00}");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Neighbours share no wallet, so that one payment does not wait for the one before it.</summary>
    private static int Writer(int number) => 2 * number % BenchWorld.People;

    /// <summary>Writes at a steady rate, whether or not what was sent before has been answered.</summary>
    private static async Task<IReadOnlyList<(long Sent, long Answered)>> WriteAsync(Func<int, Task<bool>> write, int rate, TimeSpan time)
    {
        var (begun, writing) = (Stopwatch.GetTimestamp(), new List<Task<(long, long)>>());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            while (writing.Count < Stopwatch.GetElapsedTime(begun).TotalSeconds * rate)
            {
                var number = writing.Count;
                writing.Add(Task.Run(async () =>
                {
                    var sent = Stopwatch.GetTimestamp();
                    if (!await write(number))
                    {
                        throw new InvalidOperationException("A payment or a comment was refused.");
                    }

                    return (sent, Stopwatch.GetTimestamp());
                }));
            }

            await timer.WaitForNextTickAsync();
        }

        return await Task.WhenAll(writing);
    }

    private static int? NumberOf(ReadOnlySpan<byte> message)
    {
        var at = message.LastIndexOf("\":\"n"u8);
        return at >= 0 && Utf8Parser.TryParse(message[(at + 4)..], out int number, out _) ? number : null;
    }

    /// <summary>What was heard before its answer counts as heard at once.</summary>
    private static List<double> Milliseconds(IEnumerable<long> ticks) =>
        [.. ticks.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(0, one).TotalMilliseconds)).Order()];

    private static string At(List<double> sorted, double share) =>
        sorted.Count == 0 ? "" : $"{sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))]:0.0}";
}
