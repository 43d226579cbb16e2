using System.Diagnostics;

namespace Graph.Bench;

/// <summary>Which accounts pay which.</summary>
internal enum Draw
{
    Uniform,

    /// <summary>Both sides by rank, the second half as often as the first, the third a third.</summary>
    Zipf,

    /// <summary>Everybody pays one.</summary>
    Hot,
}

/// <summary>Times in milliseconds. The slowest client's share: its transfers over the mean of all.</summary>
internal sealed record Measured(
    double PerSecond, double Median, double P99, double Max, double SlowestClient, double CpuEach, int Errors);

/// <summary>Clients in closed loops: each sends its next transfer when it has its answer.</summary>
internal static class Load
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly double[] ZipfSums = Sums();

    public static Task WarmUpAsync(int clients, TimeSpan time, Func<int, int, int, Task<bool>> transfer) =>
        LoopAsync(clients, time, Draw.Uniform, transfer);

    public static async Task<Measured> RunAsync(
        int clients, TimeSpan time, Draw draw, Func<int, int, int, Task<bool>> transfer, Func<TimeSpan> cpu)
    {
        await LoopAsync(clients, WarmUp, draw, transfer);
        var cpuBefore = cpu();
        var begun = Stopwatch.GetTimestamp();
        var runs = await LoopAsync(clients, time, draw, transfer);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var spent = cpu() - cpuBefore;
        var all = runs.SelectMany(run => run.Times).Order().ToList();
        return new Measured(
            all.Count / elapsed.TotalSeconds,
            all[all.Count / 2],
            all[(int)(all.Count * 0.99)],
            all[^1],
            runs.Min(run => run.Times.Count) / runs.Average(run => run.Times.Count),
            spent.TotalMilliseconds / all.Count,
            runs.Sum(run => run.Errors));
    }

    private static async Task<(List<double> Times, int Errors)[]> LoopAsync(
        int clients, TimeSpan time, Draw draw, Func<int, int, int, Task<bool>> transfer)
    {
        var begun = Stopwatch.GetTimestamp();
        return await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            var (times, errors) = (new List<double>(), 0);
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                var (payer, payee) = Pick(draw, random);
                var sent = Stopwatch.GetTimestamp();
                errors += await transfer(client, payer, payee) ? 0 : 1;
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return (times, errors);
        })));
    }

    private static (int Payer, int Payee) Pick(Draw draw, Random random)
    {
        while (true)
        {
            var (payer, payee) = draw switch
            {
                Draw.Zipf => (Rank(random), Rank(random)),
                Draw.Hot => (random.Next(BenchWorld.People), 0),
                _ => (random.Next(BenchWorld.People), random.Next(BenchWorld.People)),
            };
            if (payer != payee)
            {
                return (payer, payee);
            }
        }
    }

    private static int Rank(Random random)
    {
        var at = Array.BinarySearch(ZipfSums, random.NextDouble() * ZipfSums[^1]);
        return Math.Min(at < 0 ? ~at : at, BenchWorld.People - 1);
    }

    private static double[] Sums()
    {
        var sum = 0.0;
        return [.. Enumerable.Range(1, BenchWorld.People).Select(rank => sum += 1.0 / rank)];
    }
}
