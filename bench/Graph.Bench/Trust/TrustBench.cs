using System.Diagnostics;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Graph.Bench.Trust;

/// <summary>
/// What <c>User.trust</c> costs among many people: the nightly snapshot of all promises, and what a viewer could borrow from a
/// friend, from a friend of a friend, and from a page of people, each read in a context of its own, as a request does. It runs
/// on SQLite, because it writes the rows by SQL.
/// </summary>
internal static class TrustBench
{
    private const int WarmUp = 300;
    private const int Page = 20;
    private static readonly int[] Steps = [.. Enumerable.Range(0, Page).Select(i => 1 + (i % 2))];

    public static async Task RunAsync(string folder, int count, int calls)
    {
        var connection = $"Data Source={Path.Combine(folder, "graph.db")}";
        var (exitCode, output) = await ApiServer.RunAsync(folder, "Sqlite", connection, "migrate");
        if (exitCode != 0)
        {
            throw new InvalidOperationException(output);
        }

        AnsiConsole.WriteLine($"Making {count:n0} people with {TrustWorld.Friends} friends and {TrustWorld.Promises} promises each …");
        await using var node = BenchWorld.Domain("Sqlite", connection);
        var begun = Stopwatch.GetTimestamp();
        var world = await TrustWorld.CreateAsync(node, connection, count);
        AnsiConsole.WriteLine($"Made in {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s.");

        var snapshots = new Table().AddColumns("snapshot", "promises that count", "s", "CPU s");
        await NightAsync(node, snapshots, "the first");
        await NightAsync(node, snapshots, "nothing changed");
        await node.GetRequiredService<Units>().WriteAsync(db => db.Set<TrustLine>()
            .Where(l => l.Tiebreak % 100 == 7)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.CreditLimit, l => l.CreditLimit + 100)));
        await NightAsync(node, snapshots, "one in a hundred changed");
        AnsiConsole.Write(snapshots);

        var reads = new Table().AddColumns("trust of", "calls", "reached", "p50 ms", "p99 ms", "max ms", "CPU ms each");
        await ReadAsync("a friend", random => Draw(random, random.Next(count), 1));
        await ReadAsync("a friend of a friend", random => Draw(random, random.Next(count), 2));
        await ReadAsync($"a page of {Page}, half of them friends", random => Draw(random, random.Next(count), Steps));
        await world.CrowdAsync(0);
        await ReadAsync($"one of {TrustWorld.MostFriends:n0} friends who all promise", random => Draw(random, 0, 1));
        await ReadAsync("a friend of one of those", random => Draw(random, 0, 2));
        AnsiConsole.Write(reads);

        (UserId Viewer, IReadOnlyList<UserId> Others) Draw(Random random, int viewer, params int[] steps) =>
            (world.People[viewer], [.. steps.Select(some => world.Near(viewer, some, random)).Distinct()]);

        Task ReadAsync(string what, Func<Random, (UserId Viewer, IReadOnlyList<UserId> Others)> draw) =>
            TrustBench.ReadAsync(node, reads, what, calls, draw);
    }

    /// <summary>Takes the snapshot of the night as the background work of a node does; also again in the same night.</summary>
    private static async Task NightAsync(ServiceProvider node, Table table, string what)
    {
        var units = node.GetRequiredService<Units>();
        await units.WriteAsync(db => db.Set<TrustSnapshot>().ExecuteDeleteAsync());
        var snapshots = node.GetServices<IDeadline>().OfType<TrustSnapshots>().Single();
        var (wall, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await snapshots.MeetAsync(new TrustSnapshotId(Guid.Empty), CancellationToken.None);
        var (seconds, used) = (Stopwatch.GetElapsedTime(wall).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var shown = await units.ReadAsync(db => db.Set<TrustLine>().CountAsync(l => l.Shown > 0));
        table.AddRow(what, $"{shown:n0}", $"{seconds:n1}", $"{used:n1}");
    }

    private static async Task ReadAsync(
        ServiceProvider node, Table table, string what, int calls, Func<Random, (UserId Viewer, IReadOnlyList<UserId> Others)> draw)
    {
        var (units, random, times) = (node.GetRequiredService<Units>(), new Random(20151111), new List<double>(calls));
        var (reached, cpu) = (0, TimeSpan.Zero);
        for (var i = -WarmUp; i < calls; i++)
        {
            if (i == 0)
            {
                (reached, cpu) = (0, Environment.CpuUsage.TotalTime);
                times.Clear();
            }

            var (viewer, others) = draw(random);
            var begun = Stopwatch.GetTimestamp();
            var trust = await units.ReadAsync(db => TrustReader.OfAsync(db, viewer, others, CancellationToken.None));
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            reached += trust.Values.Count(one => one.Reachable > 0);
            if (trust.Count != others.Count)
            {
                throw new InvalidOperationException($"{trust.Count} of {others.Count} people are near enough.");
            }
        }

        var each = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / calls;
        times.Sort();
        AnsiConsole.WriteLine($"{what}: p99 {times[calls * 99 / 100]:n1} ms");
        table.AddRow(
            what, $"{calls:n0}", $"{reached:n0}", $"{times[calls / 2]:n1}", $"{times[calls * 99 / 100]:n1}", $"{times[^1]:n1}", $"{each:n1}");
    }
}
