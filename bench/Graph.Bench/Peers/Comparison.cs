using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Graph.Bench.Peers;

/// <summary>What one request of an operation costs.</summary>
/// <param name="Cpu">Microseconds of the server's processor.</param>
/// <param name="Database">Those of the database's own processes; null if it has none.</param>
/// <param name="Allocated">Bytes; null for servers that do not run on .NET.</param>
/// <param name="P99">Milliseconds by the clock that a hundredth of the requests exceeded.</param>
/// <param name="Compiled">Methods that were compiled meanwhile.</param>
internal sealed record Cost(double Cpu, double? Database, double? Allocated, double P99, long? Compiled);

/// <summary>
/// Measures what operations cost each of several servers, of which the first is the API. Before it measures, it looks whether all
/// answer alike.
/// </summary>
internal sealed class Comparison(
    PeerWorld world, IReadOnlyList<Peer> peers, IReadOnlyList<Operation> operations, TimeSpan time, Func<TimeSpan>? database = null)
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

    /// <summary>What runs for weeks is measured, and not the compiler: it takes its time to see what is hot.</summary>
    public async Task WarmUpAsync()
    {
        for (var (round, compiled) = (0, long.MaxValue); round < MostRounds && compiled > FewMethods; round++)
        {
            var before = (await peers[0].LookAsync()).Methods;
            await WarmUpOnceAsync();
            compiled = (await peers[0].LookAsync()).Methods - before ?? 0;
        }
    }

    /// <summary>What a request of an operation costs each server, by its name.</summary>
    public async Task<IReadOnlyDictionary<string, Cost>> MeasureAsync(Operation operation, int clients)
    {
        await world.SignInAsync(peers[0].Url);
        await CompareAsync(operation);
        var turns = peers.ToDictionary(peer => peer.Name, _ => new List<Cost>());
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var peer in peers)
            {
                turns[peer.Name].Add(await MeasureAsync(operation, peer, clients));
            }
        }

        return turns.ToDictionary(costs => costs.Key, costs => costs.Value.OrderBy(turn => turn.Cpu).ElementAt(Turns / 2));
    }

    private async Task WarmUpOnceAsync()
    {
        foreach (var operation in operations)
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
        var (before, theirs) = (await peer.LookAsync(), database?.Invoke());
        var times = await LoopAsync(operation, peer, clients, time);
        var after = await peer.LookAsync();
        times.Sort();
        return new Cost(
            (after.Cpu - before.Cpu).TotalMicroseconds / times.Count,
            (database?.Invoke() - theirs)?.TotalMicroseconds / times.Count,
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
}
