using System.Globalization;
using Graph.Bench;
using Graph.Bench.Live;
using Graph.Bench.Peers;
using Graph.Bench.Trust;
using Graph.Tests.Stores;
using Spectre.Console;

// dotnet run --configuration Release --project bench/Graph.Bench [-- strangers|reads [--rows deal,deals] [--folder F] [--writes 50]|feed|live [--sockets 1000,5000,10000] [--events 3]|nodes [--rate 200]|funds [--holders 100000]|trust [--people 100000] [--calls 1000]] [--seconds 6] [--only Sqlite|PostgreSql] [--clients 16] [--checker 1000000] [--people 1000,10000,100000]
var seconds = int.Parse(OptionOf("--seconds") ?? "6", CultureInfo.InvariantCulture);
var only = OptionOf("--only");
var postings = OptionOf("--checker");
var people = OptionOf("--people")?.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToList();
int[] clients = OptionOf("--clients") is { } given ? [.. given.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))] : [1, 16, 64];
string[] providers = ["Sqlite", "PostgreSql"];
var time = TimeSpan.FromSeconds(seconds);
var table = new Table().AddColumns("store", "what", "accounts", "clients", "per second", "p50 ms", "p99 ms", "max ms", "slowest client", "CPU ms each", "errors", "of bare", "of uniform");
var reads = new Table().AddColumns("store", "operation", "people", "calls", "p50 ms", "p99 ms", "CPU ms each", "p50 of the first size");
var strangers = new Table().AddColumns("store", "forty strangers ask for", "answered", "refused", "p99 alone, ms", "p99 beside, ms", "ratio", "per second alone", "beside", "CPU s", "of s", "errors");
var funds = new Table().AddColumns("store", "what", "nodes", "holders", "s", "CPU s");
foreach (var column in table.Columns.Skip(3).Concat(reads.Columns.Skip(2)).Concat(strangers.Columns.Skip(2)).Concat(funds.Columns.Skip(2)))
{
    column.RightAligned();
}

if (args.Contains("live"))
{
    await LiveBench.RunAsync([.. (OptionOf("--sockets") ?? "1000,5000,10000").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))], time, int.Parse(OptionOf("--events") ?? "3", CultureInfo.InvariantCulture));
    return;
}

if (args.Contains("nodes"))
{
    await NodesBench.RunAsync(int.Parse(OptionOf("--rate") ?? "200", CultureInfo.InvariantCulture), time);
    return;
}

if (args.Contains("feed"))
{
    var place = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    await FeedBench.RunAsync(place, time);
    Directory.Delete(place, recursive: true);
    return;
}

if (args.Contains("trust"))
{
    var place = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    await TrustBench.RunAsync(place, people?[0] ?? 100_000, int.Parse(OptionOf("--calls") ?? "1000", CultureInfo.InvariantCulture));
    Directory.Delete(place, recursive: true);
    return;
}

if (args.Contains("reads") && only is not "PostgreSql")
{
    var folder = Directory.CreateDirectory(OptionOf("--folder") ?? Directory.CreateTempSubdirectory("graph-bench-").FullName).FullName;
    await PeerBench.RunAsync(folder, people?[0] ?? 10_000, clients, OptionOf("--rows")?.Split(','), time, int.Parse(OptionOf("--writes") ?? "0", CultureInfo.InvariantCulture));
    if (OptionOf("--folder") is null)
    {
        Directory.Delete(folder, recursive: true);
    }
}

if (args.Contains("reads"))
{
    if (only is not "Sqlite" && OptionOf("--rows") is null)
    {
        await TableBench.RunAsync(people?[0] ?? 10_000, clients, time);
    }

    return;
}

foreach (var provider in providers.Where(name => only is null || name == only))
{
    if (provider == "PostgreSql" && PostgreSqlServer.Binaries is null)
    {
        AnsiConsole.WriteLine("PostgreSQL is not installed: left out.");
        continue;
    }

    if (args.Contains("funds"))
    {
        await CreditAsync(provider, int.Parse(OptionOf("--holders") ?? "100000", CultureInfo.InvariantCulture));
        continue;
    }

    if (args.Contains("strangers"))
    {
        await BesideStrangersAsync(provider);
        continue;
    }

    if (people is not null)
    {
        await ReadAsync(provider, people);
        continue;
    }

    await (postings is null ? MeasureAsync(provider) : CheckAsync(provider, int.Parse(postings, CultureInfo.InvariantCulture)));
}

AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
if (postings is null)
{
    AnsiConsole.Write(args.Contains("funds") ? funds : args.Contains("strangers") ? strangers : people is null ? table : reads);
}

async Task MeasureAsync(string provider)
{
    var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    // As a server is run: what is committed has reached the disk.
    var postgres = provider == "PostgreSql" ? await PostgreSqlServer.StartAsync("fsync = on", "shared_buffers = 512MB", "max_wal_size = 4GB") : null;
    var connection = postgres is null ? $"Data Source={Path.Combine(folder, "graph.db")}" : postgres.ConnectionString;
    AnsiConsole.WriteLine($"{provider}: making {BenchWorld.People} people …");
    await using (var server = await ApiServer.StartAsync(folder, provider, connection))
    {
        var world = await BenchWorld.CreateAsync(provider, connection, server);
        await using var bare = new BareLoop(provider, connection, world);
        // What runs for weeks is measured, and not the compiler: it takes its time to see what is hot.
        await Load.WarmUpAsync(16, TimeSpan.FromSeconds(25), world.TransferAsync);
        await Load.WarmUpAsync(16, TimeSpan.FromSeconds(15), world.Sale());
        foreach (var count in clients)
        {
            AnsiConsole.WriteLine($"{provider}: {count} clients …");
            var loop = await Load.RunAsync(count, time, Draw.Uniform, bare.TransferAsync, () => Environment.CpuUsage.TotalTime);
            Row(provider, "bare ADO.NET", Draw.Uniform, count, loop, null, null);
            Measured? uniform = null;
            foreach (var draw in new[] { Draw.Uniform, Draw.Zipf, Draw.Hot })
            {
                var api = await Load.RunAsync(count, time, draw, world.TransferAsync, server.CpuTime);
                uniform ??= api;
                Row(provider, "API", draw, count, api, loop, uniform);
            }

            // Everybody buys one deal: beside transfers, orders a second.
            var sale = await Load.RunAsync(count, time, Draw.Uniform, world.Sale(), server.CpuTime);
            Row(provider, "API buyDeal, one deal", Draw.Uniform, count, sale, null, uniform);
        }
    }

    if (postgres is not null)
    {
        foreach (var count in clients)
        {
            AnsiConsole.WriteLine($"pgbench: {count} clients …");
            var (rate, latency) = await PgBench.RunAsync(postgres.ConnectionString, count, clients.Max(), time);
            table.AddRow("PostgreSql", "pgbench TPC-B", "", $"{count}", $"{rate:n0}", $"{latency:n1} (mean)", "", "", "", "", "", "", "");
        }
    }

    var (exitCode, output) = await ApiServer.RunAsync(folder, provider, connection, "check-ledger");
    AnsiConsole.WriteLine(exitCode == 0 ? $"{provider}: the ledger adds up." : output);
    Directory.Delete(folder, recursive: true);
}

// What ten operations of front ends cost as the network grows.
async Task ReadAsync(string provider, IReadOnlyList<int> sizes)
{
    var root = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    var postgres = provider == "PostgreSql" ? await PostgreSqlServer.StartAsync("shared_buffers = 512MB", "max_wal_size = 4GB") : null;
    await Reads.RunAsync(provider, Place, sizes, time, reads);
    Directory.Delete(root, recursive: true);

    (string Folder, string Connection) Place(int size)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, $"{size}")).FullName;
        return (folder, postgres is null ? $"Data Source={Path.Combine(folder, "graph.db")}" : $"{postgres.ConnectionString};Database=people_{size}");
    }
}

// What a transfer costs while strangers ask for what is expensive.
async Task BesideStrangersAsync(string provider)
{
    var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    var postgres = provider == "PostgreSql" ? await PostgreSqlServer.StartAsync("fsync = on", "shared_buffers = 512MB", "max_wal_size = 4GB") : null;
    var connection = postgres is null ? $"Data Source={Path.Combine(folder, "graph.db")}" : postgres.ConnectionString;
    AnsiConsole.WriteLine($"{provider}: making {BenchWorld.People} people and a market …");
    BenchWorld world;
    IReadOnlyList<string> deals;
    await using (var open = await ApiServer.StartAsync(folder, provider, connection))
    {
        world = await BenchWorld.CreateAsync(provider, connection, open);
        await using var domain = BenchWorld.Domain(provider, connection);
        deals = await Stalls.OpenAsync(domain, [.. world.Parties.Select(party => new Graph.Domain.Users.Accounts.UserId(party.User))]);
    }

    await using (var server = await ApiServer.StartAsync(folder, provider, connection, isGuarded: true))
    {
        await new Strangers(server, world.On(server), deals).RunAsync(provider, time, strangers);
    }

    Directory.Delete(folder, recursive: true);
}

// How long everybody waits for the income of a day.
async Task CreditAsync(string provider, int holders)
{
    var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    var postgres = provider == "PostgreSql" ? await PostgreSqlServer.StartAsync("fsync = on", "shared_buffers = 512MB", "max_wal_size = 4GB") : null;
    var connection = postgres is null ? $"Data Source={Path.Combine(folder, "graph.db")}" : postgres.ConnectionString;
    await new FundBench(provider, folder, connection).RunAsync(holders, funds);
    Directory.Delete(folder, recursive: true);
}

// How long the checker takes over a large ledger, and how much memory.
async Task CheckAsync(string provider, int count)
{
    var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
    var postgres = provider == "PostgreSql" ? await PostgreSqlServer.StartAsync("shared_buffers = 512MB", "max_wal_size = 4GB") : null;
    var connection = postgres is null ? $"Data Source={Path.Combine(folder, "graph.db")}" : postgres.ConnectionString;
    await using (var server = await ApiServer.StartAsync(folder, provider, connection))
    {
        var world = await BenchWorld.CreateAsync(provider, connection, server);
        await using var bare = new BareLoop(provider, connection, world);
        await bare.FillAsync(count, done => Console.Write($"\r{provider}: {done:n0} postings "));
    }

    var begun = System.Diagnostics.Stopwatch.GetTimestamp();
    var (exitCode, output, peak) = await ApiServer.RunMeasuredAsync(folder, provider, connection, "check-ledger");
    Console.WriteLine($"checked in {System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s, exit code {exitCode}, at most {peak / 1048576} MiB. {output}");
    Directory.Delete(folder, recursive: true);
}

void Row(string store, string what, Draw draw, int count, Measured m, Measured? bare, Measured? uniform) => table.AddRow(
    store, what, $"{draw}".ToLowerInvariant(), $"{count}", $"{m.PerSecond:n0}", $"{m.Median:n1}", $"{m.P99:n1}", $"{m.Max:n0}",
    $"{m.SlowestClient:n2}", $"{m.CpuEach:n2}", $"{m.Errors}",
    bare is null ? "" : $"{m.PerSecond / bare.PerSecond:n2}", uniform is null ? "" : $"{m.PerSecond / uniform.PerSecond:n2}");

string? OptionOf(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
