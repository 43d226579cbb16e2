using System.Diagnostics;
using System.Net.Http.Headers;
using Graph.Bench.Peers;
using Spectre.Console;

namespace Graph.Bench.Live;

/// <summary>
/// What sockets cost that listen to `activity`: held open, at rest, when something concerns one of them, and when it concerns
/// all. Beside a bare server that holds as many sockets and sends them the same bytes.
/// </summary>
internal static class LiveBench
{
    private const int Payments = 40;

    // What is measured has run before, so often that it is compiled in full: half of the processor time of the first events is compiling.
    private const int WarmUpPayments = 1_000;
    private const int WarmUpEvents = 30_000;

    private const string Subscribe =
        """{"id":"1","type":"subscribe","payload":{"query":"subscription { activity { activity { id liveCursor kind at actor { ... on User { id displayName } } } gap { reason } } }"}}""";

    private static readonly HttpClient Http = new();

    /// <param name="sizes">How many sockets are open, in each run.</param>
    /// <param name="rest">For how long nothing happens.</param>
    /// <param name="events">How many events all listeners hear.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes, TimeSpan rest, int events)
    {
        var table = new Table().AddColumns("server", "sockets", "KiB each", "opened, CPU s", "wall s", "at rest, CPU s", "of s",
            "payment for one, CPU ms", "beside none", "event for all, CPU s", "wall s", "KiB allocated each");
        foreach (var size in sizes)
        {
            AnsiConsole.WriteLine($"{size} sockets …");
            var folder = Directory.CreateTempSubdirectory("graph-bench-").FullName;
            var connection = $"Data Source={Path.Combine(folder, "graph.db")}";
            BenchWorld world;
            await using (var server = await ApiServer.StartAsync(folder, "Sqlite", connection))
            {
                world = await BenchWorld.CreateAsync("Sqlite", connection, server);
            }

            var tokens = await LiveWorld.CreateAsync(folder, connection, world, size);
            var start = ApiServer.StartInfo(folder, "Sqlite", connection, "--urls", "http://127.0.0.1:0");
            start.Environment["Limits__SocketPing"] = "00:00:30";
            byte[] sent;
            await using (var api = await Peer.StartAsync("api", start))
            {
                sent = await ApiAsync(table, api, world, tokens, rest, events);
            }

            await using var bare = await Peer.StartAsync("bare", PeerBench.StartBare(Path.Combine(folder, "graph.db"), Convert.ToBase64String(new byte[32])));
            await BareAsync(table, bare, size, sent, rest, events);
            Directory.Delete(folder, recursive: true);
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        AnsiConsole.Write(table);
    }

    private static async Task<byte[]> ApiAsync(Table table, Peer api, BenchWorld world, IReadOnlyList<string> tokens, TimeSpan rest, int events)
    {
        await PayAsync(api, world, LiveWorld.OfOne, WarmUpPayments);
        var alone = await CpuOfAsync(api, () => PayAsync(api, world, LiveWorld.OfOne, Payments));
        var before = await api.SettledMemoryAsync();
        await using var listeners = new Listeners();
        var opened = await CpuOfAsync(api, async () =>
        {
            await listeners.SubscribeAsync(api.Url, tokens, Subscribe);
            await SettleAsync(api);
        });
        var memory = await api.SettledMemoryAsync() - before;
        await OfOneAsync(WarmUpPayments);
        var one = await CpuOfAsync(api, () => OfOneAsync(Payments));
        var of = await SharedPartyAsync(api, world, listeners, tokens.Count);
        await OfAllAsync(WarmUpEvents / tokens.Count);
        var allocated = (await api.LookAsync()).Allocated;
        var all = await CpuOfAsync(api, () => OfAllAsync(events));
        var perListener = (await api.LookAsync()).Allocated - allocated;
        var idle = await RestAsync(api, rest);
        Row(table, "api", tokens.Count, memory, opened, idle, rest,
            $"{one.Cpu.TotalMilliseconds / Payments:0.00}", $"{alone.Cpu.TotalMilliseconds / Payments:0.00}", all, events, perListener);
        return listeners.Last;

        async Task OfOneAsync(int times)
        {
            var awaited = listeners.Results + times;
            await PayAsync(api, world, LiveWorld.OfOne, times);
            await listeners.ReceiveAsync(awaited);
        }

        async Task OfAllAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var awaited = listeners.Results + tokens.Count;
                await PayAsync(api, world, of, 1);
                if (!await listeners.ReceiveAsync(awaited))
                {
                    throw new InvalidOperationException($"{awaited - listeners.Results} listeners did not hear of it.");
                }
            }
        }
    }

    private static async Task BareAsync(Table table, Peer bare, int size, byte[] sent, TimeSpan rest, int events)
    {
        var before = await bare.SettledMemoryAsync();
        await using var listeners = new Listeners();
        var opened = await CpuOfAsync(bare, () => listeners.OpenAsync(new Uri(bare.Url, "sockets"), null, [.. Enumerable.Repeat(Array.Empty<string>(), size)]));
        var memory = await bare.SettledMemoryAsync() - before;
        await BroadcastAsync();
        var allocated = (await bare.LookAsync()).Allocated;
        var all = await CpuOfAsync(bare, async () =>
        {
            for (var i = 0; i < events; i++)
            {
                await BroadcastAsync();
            }
        });
        var perListener = (await bare.LookAsync()).Allocated - allocated;
        var idle = await RestAsync(bare, rest);
        Row(table, "bare", size, memory, opened, idle, rest, "", "", all, events, perListener);

        async Task BroadcastAsync()
        {
            var awaited = listeners.Results + size;
            using var response = await Http.PostAsync(new Uri(bare.Url, "broadcast"), new ByteArrayContent(sent));
            await listeners.ReceiveAsync(awaited);
        }
    }

    /// <summary>A party that is a friend of all listeners: it pays until one is found whose payment all hear of.</summary>
    private static async Task<int> SharedPartyAsync(Peer api, BenchWorld world, Listeners listeners, int size)
    {
        for (var party = 0; party < LiveWorld.Friends; party++)
        {
            var before = listeners.Results;
            await PayAsync(api, world, party, 1);
            await SettleAsync(api);
            if (listeners.Results - before >= size)
            {
                return party;
            }
        }

        throw new InvalidOperationException("No payment reached all listeners.");
    }

    /// <summary>
    /// What the server needs while nothing happens but pings. It is measured last and after a rest, because a server that was busy goes on
    /// compiling for a while, which was half of what it needed at rest.
    /// </summary>
    private static async Task<(TimeSpan Cpu, TimeSpan Wall)> RestAsync(Peer server, TimeSpan rest)
    {
        await Task.Delay(rest);
        return await CpuOfAsync(server, () => Task.Delay(rest));
    }

    /// <summary>Waits until the server has little to do.</summary>
    private static async Task SettleAsync(Peer api)
    {
        while ((await CpuOfAsync(api, () => Task.Delay(500))).Cpu > TimeSpan.FromMilliseconds(100))
        {
            // It is still at work.
        }
    }

    private static async Task PayAsync(Peer api, BenchWorld world, int payer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, api.Url)
            {
                Content = JsonContent.Create(new
                {
                    query = "mutation($input: TransferInput!) { transfer(input: $input) { errors { __typename } } }",
                    variables = new { input = new { idempotencyKey = Guid.CreateVersion7(), to = world.Parties[BenchWorld.People - 2].GlobalId, amount = new { amount = "0.01" } } },
                }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", world.Parties[payer].Token);
            using var response = await Http.SendAsync(request);
            response.EnsureSuccessStatusCode();
        }
    }

    private static async Task<(TimeSpan Cpu, TimeSpan Wall)> CpuOfAsync(Peer peer, Func<Task> work)
    {
        var (before, started) = (peer.CpuTime(), Stopwatch.GetTimestamp());
        await work();
        return (peer.CpuTime() - before, Stopwatch.GetElapsedTime(started));
    }

    private static void Row(
        Table table, string server, int size, long memory, (TimeSpan Cpu, TimeSpan Wall) opened, (TimeSpan Cpu, TimeSpan Wall) idle,
        TimeSpan rest, string one, string alone, (TimeSpan Cpu, TimeSpan Wall) all, int events, long? allocated) =>
        table.AddRow(server, $"{size}", $"{memory / 1024.0 / size:0.0}", $"{opened.Cpu.TotalSeconds:0.0}", $"{opened.Wall.TotalSeconds:0.0}",
            $"{idle.Cpu.TotalSeconds:0.00}", $"{rest.TotalSeconds:0}", one, alone,
            $"{all.Cpu.TotalSeconds / events:0.000}", $"{all.Wall.TotalSeconds / events:0.000}", $"{allocated / 1024.0 / events / size:0.0}");
}
