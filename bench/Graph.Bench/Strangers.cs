using System.Diagnostics;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Graph.Bench;

/// <summary>
/// What a transfer costs while strangers ask for expensive things: forty callers who are not signed in, in closed loops.
/// </summary>
internal sealed class Strangers(ApiServer server, BenchWorld world, IReadOnlyList<string> deals)
{
    private const int Callers = 40;
    private const int Payers = 4;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });

    private readonly Operation[] _operations =
    [
        new("search of deals", "query($text: String!) { deals(first: 100, where: { search: $text }) { totalCount nodes { id title } } }", n => new { text = $"oodles {n % 100}" }),
        new("dealsNearby and the nearest", "{ deals(first: 100, near: { latitude: 30.25, longitude: 120.15, radiusMeters: 20000 }, where: { open: true }) { totalCount nodes { id remaining viewerCanBuy { code } nearestShop(to: { latitude: 30.25, longitude: 120.15 }) { name } } } }"),
        new("deals by popularity", "{ deals(first: 100, order: [{ popularity: DESC }]) { totalCount nodes { id status } } }"),
        new("pages within pages", "{ merchants(first: 99) { nodes { deals(first: 100) { nodes { id title } } } } }"),
        new("pages three deep", "{ deals(first: 20) { nodes { merchant { deals(first: 20) { nodes { merchant { deals(first: 20) { nodes { id } } } } } } } } }"),
        new("open groups", "{ deals(first: 99) { nodes { openGroups(first: 100) { totalCount nodes { id } } friendsWhoBought(first: 0) { totalCount } } } }"),
        new("merchants near", "{ merchants(first: 100, where: { near: { latitude: 30.25, longitude: 120.15, radiusMeters: 20000 } }) { totalCount nodes { handle followerCount shops { name } } } }"),
        new("record views", "mutation($deals: [ID!]!) { a: recordDealViews(input: { deals: $deals }) { recorded } b: recordDealViews(input: { deals: $deals }) { recorded } c: recordDealViews(input: { deals: $deals }) { recorded } d: recordDealViews(input: { deals: $deals }) { recorded } }", _ => null),
        new("sign in with wrong passwords", "mutation($phone: String!) { signIn(input: { phone: $phone, password: \"wrong-Pass-1\" }) { errors { __typename } } }", n => new { phone = $"136{n:D8}" }),
        new("made-up documents", "{ __typename }", Text: n => $"{{ deals(first: 1) {{ nodes {{ {string.Join(' ', Enumerable.Range(0, 25).Select(i => $"a{n}_{i}: title"))} {string.Concat(Enumerable.Repeat("description ", 1_500))} }} }} }}"),
    ];

    /// <param name="provider">The name of the database, for the table.</param>
    /// <param name="time">How long each operation is asked for.</param>
    /// <param name="table">Gets a row for each operation.</param>
    public async Task RunAsync(string provider, TimeSpan time, Table table)
    {
        await Load.WarmUpAsync(Payers, TimeSpan.FromSeconds(15), world.TransferAsync);
        foreach (var operation in _operations)
        {
            AnsiConsole.WriteLine($"{provider}: {operation.Name} …");
            await AskAsync(operation, 0);
            var alone = await Load.RunAsync(Payers, time, Draw.Uniform, world.TransferAsync, server.CpuTime);
            using var stop = new CancellationTokenSource();
            var counts = new Counts();
            var strangers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var n = caller; !stop.IsCancellationRequested; n += Callers)
                {
                    counts.Add(await AskAsync(operation, n));
                }
            })));
            var (begun, cpu) = (Stopwatch.GetTimestamp(), server.CpuTime());
            var beside = await Load.RunAsync(Payers, time, Draw.Uniform, world.TransferAsync, server.CpuTime);
            var (wall, spent) = (Stopwatch.GetElapsedTime(begun), server.CpuTime() - cpu);
            await stop.CancelAsync();
            await strangers;
            AnsiConsole.WriteLine($"  p99 {alone.P99:n0} ms alone, {beside.P99:n0} ms beside {counts.Answered} answers and {counts.Refused} refusals, {spent.TotalSeconds:n1} CPU s of {wall.TotalSeconds:n1} s");
            table.AddRow(
                provider, operation.Name, $"{counts.Answered}", $"{counts.Refused}", $"{alone.P99:n0}", $"{beside.P99:n0}", $"{beside.P99 / alone.P99:n1}",
                $"{alone.PerSecond:n0}", $"{beside.PerSecond:n0}", $"{spent.TotalSeconds:n1}", $"{wall.TotalSeconds:n1}", $"{alone.Errors + beside.Errors}");
        }
    }

    /// <summary>Whether it was answered; a refusal asks to come again later.</summary>
    private async Task<bool> AskAsync(Operation operation, int n)
    {
        var variables = operation.Variables is null ? null : operation.Variables(n) ?? new { deals };
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url)
        {
            Content = JsonContent.Create(new { query = operation.Text?.Invoke(n) ?? operation.Query, variables }),
        };
        using var response = await Http.SendAsync(request);
        var reply = (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync()))!;
        var code = (string?)reply["errors"]?[0]?["extensions"]?["code"];
        return code switch
        {
            null => true,
            "RATE_LIMITED" => false,
            _ => throw new InvalidOperationException(reply.ToJsonString()[..Math.Min(400, reply.ToJsonString().Length)]),
        };
    }

    private sealed record Operation(string Name, string Query, Func<int, object?>? Variables = null, Func<int, string>? Text = null);

    private sealed class Counts
    {
        private int _answered;
        private int _refused;

        public int Answered => _answered;

        public int Refused => _refused;

        public void Add(bool answered) => _ = answered ? Interlocked.Increment(ref _answered) : Interlocked.Increment(ref _refused);
    }
}
