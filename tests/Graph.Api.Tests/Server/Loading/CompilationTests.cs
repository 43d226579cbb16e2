using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.Loading;

/// <summary>
/// What is compiled in each request costs more than the database does. Once a server has answered each kind of operation, it
/// compiles nothing more, whatever the values in the operations are.
/// </summary>
public sealed class CompilationTests
{
    private const int Requests = 2_000;
    private const int Rounds = 4;

    /// <summary>The most methods that may be compiled in a round by what is no request.</summary>
    private const int ByChance = 12;

    private static readonly string[] Handles = ["wang_fang", "zhao_yan", "liu_yan", "huang_zihan", "yang_haoran"];

    /// <summary>Twelve operations, each with a value that changes.</summary>
    private static readonly (string Query, Func<int, object> Variables)[] Operations =
    [
        ("query($of: String!) { user(handle: $of) { displayName relation friendship { since } } }", i => new { of = Handles[i % Handles.Length] }),
        ("query($of: String!) { user(handle: $of) { mutualFriends(first: 5) { totalCount nodes { handle } } } }", i => new { of = Handles[i % Handles.Length] }),
        ("query($n: Int!) { viewer { friends(first: $n) { edges { cursor mutualFriendCount node { displayName } } } } }", i => new { n = 1 + (i % 20) }),
        ("query($n: Int!) { viewer { friends(last: $n, order: [{ name: ASC }]) { nodes { handle } } } }", i => new { n = 1 + (i % 20) }),
        ("query($text: String!) { viewer { friends(where: { search: $text }) { totalCount nodes { handle } } } }", i => new { text = "a" + i }),
        ("query($n: Int!) { viewer { feed(first: $n) { nodes { kind at actor { displayName } } } } }", i => new { n = 1 + (i % 20) }),
        ("query($more: Decimal!) { viewer { wallet { balance { amount } transactions(where: { amount: { gt: $more } }) { nodes { amount { amount } payer { displayName } } } } } }", i => new { more = "1." + (10 + (i % 90)) }),
        ("query($n: Int!) { deals(first: $n) { nodes { title merchant { handle } remaining } } }", i => new { n = 1 + (i % 20) }),
        ("query($most: Decimal!) { deals(where: { price: { lte: $most } }, order: [{ price: DESC }]) { nodes { title } } }", i => new { most = "2" + (i % 90) }),
        ("query($of: String!) { merchant(handle: $of) { displayName deals(first: 3) { nodes { title } } } }", i => new { of = i % 2 == 0 ? "west_lake_noodles" : "longjing_tea" }),
        ("query($n: Int!) { viewer { notifications(first: $n) { nodes { title } } } }", i => new { n = 1 + (i % 20) }),
        ("query($text: String!) { users(search: $text, first: 3) { nodes { handle realName } } }", i => new { text = ((char)('a' + (i % 26))).ToString() }),
    ];

    [Fact]
    public async Task A_warm_server_compiles_nothing()
    {
        await using var folder = new TemporaryFolder();
        var probe = Path.Combine(folder.Path, "probe");
        await using var server = await GraphProcess.StartAsync(folder.Path, new()
        {
            ["Demo__Enabled"] = "true",
            ["DOTNET_TieredCompilation"] = "0",
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Graph.Probe.dll"),
            ["GRAPH_PROBE"] = probe,
        });
        var signedIn = await server.Client().DataAsync(
            "mutation { signIn(input: { phone: \"13800000001\", password: \"demo-Pass-1\" }) { tokens { accessToken } } }");
        var client = server.Client((string)signedIn["signIn"]!["tokens"]!["accessToken"]!);
        await AskAsync(0, 500);
        await CompiledAsync(probe);

        // Timers and work in the background compile a method now and then. What one of the operations compiles in each request, or
        // for each value, is more than a hundred in every round.
        var compiled = new List<long>();
        do
        {
            var before = await CompiledAsync(probe);
            await AskAsync(500 + (compiled.Count * Requests), Requests);
            compiled.Add(await CompiledAsync(probe) - before);
        }
        while (compiled[^1] > ByChance && compiled.Count < Rounds);
        Assert.True(compiled[^1] <= ByChance, $"In rounds of {Requests} requests these numbers of methods were compiled: {string.Join(", ", compiled)}.");

        async Task AskAsync(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                var (query, variables) = Operations[i % Operations.Length];
                await client.DataAsync(query, variables(i / Operations.Length));
            }
        }
    }

    /// <summary>How many methods the server has compiled since its start.</summary>
    private static async Task<long> CompiledAsync(string probe)
    {
        using var socket = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(probe));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);

        // The probe waits for a byte that asks it to collect first, or for the end of what is sent.
        socket.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(Patience.Long);
        return long.Parse((await reader.ReadLineAsync(patience.Token))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
