using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Graph.Bench;

/// <summary>Ten operations of front ends, at several sizes of the network: how their cost grows with it.</summary>
internal sealed class Reads(ApiServer server)
{
    private const int Viewers = 40;
    private const int Others = 300;

    private static readonly HttpClient Http = new();

    private static readonly (string Name, string Query)[] Operations =
    [
        ("home", "{ viewer { user { displayName realNameLevel } wallet { available { amount } } unread: notifications(first: 5) { nodes { title } } } }"),
        ("friends, a page", "{ viewer { friends(first: 20) { totalCount edges { mutualFriendCount friendship { alias tags } node { displayName realName realNameLevel relation } } } } }"),
        ("friends by closeness", "{ viewer { friends(first: 20, order: [{ closeness: DESC }]) { edges { mutualFriendCount node { displayName } } } } }"),
        ("friends by name, searched", "{ viewer { friends(first: 20, where: { search: \"王\" }, order: [{ name: ASC }]) { nodes { displayName } } } }"),
        ("a profile", "query($handle: String!) { user(handle: $handle) { displayName realName relation friendship { since } mutualFriends(first: 5) { totalCount nodes { displayName } } } }"),
        ("distance", "query($handle: String!) { user(handle: $handle) { distance } }"),
        ("suggestions", "{ viewer { suggestedFriends(first: 10) { nodes { mutualFriendCount user { displayName } } } } }"),
        ("search", "query($text: String!) { users(search: $text, first: 10) { nodes { handle displayName relation } } }"),
        ("feed", "{ viewer { feed(first: 20) { nodes { kind actor { displayName } at } } } }"),
        ("transactions", "{ viewer { wallet { transactions(first: 20) { nodes { kind amount { amount } payer { displayName } payee { displayName } balanceAfter { amount } } } } } }"),
    ];

    private readonly List<string> _tokens = [];
    private readonly List<string> _handles = [];

    public static async Task RunAsync(string provider, Func<int, (string Folder, string Connection)> place, IReadOnlyList<int> sizes, TimeSpan time, Table table)
    {
        var first = new Dictionary<string, double>();
        foreach (var size in sizes)
        {
            // A network of its own each: one that was grown by adding another would fall into two that do not know each other.
            var (folder, connection) = place(size);
            AnsiConsole.WriteLine($"{provider}: {size:n0} people …");
            var begun = Stopwatch.GetTimestamp();
            var (exitCode, output) = await ApiServer.RunAsync(
                folder, provider, connection, "seed", "--people", size.ToString(CultureInfo.InvariantCulture));
            if (exitCode != 0)
            {
                throw new InvalidOperationException(output);
            }

            AnsiConsole.WriteLine($"{provider}: seeded in {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s");
            await using var server = await ApiServer.StartAsync(folder, provider, connection);
            var reads = new Reads(server);
            await reads.PrepareAsync(size);
            foreach (var (name, query) in Operations)
            {
                var (times, cpu) = await reads.MeasureAsync(query, time);
                var median = times[times.Count / 2];
                first.TryAdd(name, median);
                table.AddRow(
                    provider, name, $"{size:n0}", $"{times.Count}", $"{median:n1}", $"{times[(int)(times.Count * 0.99)]:n1}",
                    $"{cpu / times.Count:n1}", $"{median / first[name]:n1}");
            }
        }
    }

    private async Task PrepareAsync(int size)
    {
        var random = new Random(1);
        for (var i = 0; i < Viewers; i++)
        {
            // Every second one has money.
            var number = i % 2 == 0 ? random.Next(size) : random.Next(size / 20) * 20;
            var phone = string.Create(CultureInfo.InvariantCulture, $"139{1 + number:D8}");
            var reply = await AskAsync(null, "mutation($phone: String!) { signIn(input: { phone: $phone, password: \"demo-Pass-1\" }) { tokens { accessToken } } }", new { phone });
            _tokens.Add((string)reply["data"]!["signIn"]!["tokens"]!["accessToken"]!);
        }

        for (var i = 0; i < Others; i++)
        {
            var reply = await AskAsync(_tokens[0], "query($text: String!) { users(search: $text, first: 1) { nodes { handle } } }", new { text = $"s{1 + random.Next(size)}_" });
            _handles.Add((string)reply["data"]!["users"]!["nodes"]![0]!["handle"]!);
        }
    }

    private async Task<(List<double> Times, double Cpu)> MeasureAsync(string query, TimeSpan time)
    {
        var random = new Random(2);
        await LoopAsync(TimeSpan.FromSeconds(1));
        var before = server.CpuTime();
        var times = await LoopAsync(time);
        var cpu = (server.CpuTime() - before).TotalMilliseconds;
        times.Sort();
        return (times, cpu);

        async Task<List<double>> LoopAsync(TimeSpan lasting)
        {
            var (begun, taken) = (Stopwatch.GetTimestamp(), new List<double>());
            while (Stopwatch.GetElapsedTime(begun) < lasting)
            {
                var handle = _handles[random.Next(_handles.Count)];
                var start = Stopwatch.GetTimestamp();
                var reply = await AskAsync(
                    _tokens[random.Next(_tokens.Count)], query, new { handle, text = handle[..Math.Min(handle.Length, 4)] });
                taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (reply["errors"] is not null)
                {
                    throw new InvalidOperationException(reply.ToJsonString());
                }
            }

            return taken;
        }
    }

    private async Task<JsonNode> AskAsync(string? token, string query, object variables)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        return (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync()))!;
    }
}
