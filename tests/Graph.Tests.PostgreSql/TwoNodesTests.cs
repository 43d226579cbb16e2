using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Tests.Stores;
using Npgsql;

namespace Graph.Tests.PostgreSql;

[Collection(nameof(Alone))]
public sealed class TwoNodesTests
{
    private const int Workers = 20;

    private static readonly int Accounts = Thorough.Race(16, 80);
    private static readonly int Transfers = Thorough.Race(100, 500);

    /// <summary>Each is sent three times, then each is reversed twice at once, now to one node, now to the other.</summary>
    [Fact]
    public async Task As_many_transfers_and_as_many_reversals_as_were_meant_and_not_one_more()
    {
        await using var folder = new TemporaryFolder();
        await using var one = await GraphProcess.StartAsync(folder.Path);
        await using var two = await GraphProcess.StartAsync(folder.Path);
        var people = new Somebody[Accounts];
        await Parallel.ForAsync(0, Accounts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            people[i] = await (i % 2 == 0 ? one : two).Client().PersonAsync();
            Assert.Null((await people[i].TopUpAsync("100"))["errors"]);
        });
        await Parallel.ForAsync(0, Accounts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            await people[i].BefriendAsync(people[(i + 1) % Accounts]);
            await people[i].BefriendAsync(people[(i + 7) % Accounts]);
        });
        var admin = await one.Client().SignUpAsync();
        Assert.Equal(0, (await GraphProcess.RunAsync(folder.Path, null, "grant", "--phone", admin.Phone, "--role", "ADMIN")).ExitCode);

        var keys = Enumerable.Range(0, Transfers).Select(_ => Guid.CreateVersion7()).ToArray();
        var ids = new string[Transfers];
        await Parallel.ForAsync(0, Transfers * 3, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (n, _) =>
        {
            var i = n / 3;
            var payer = people[i % Accounts];
            var payee = people[(i + (i % 2 == 0 ? 1 : 7)) % Accounts];
            var payload = await At(payer, n % 2 == 0 ? one : two).TransferAsync(payee, "1.01", keys[i]);
            Assert.True(payload["errors"] is null, payload.ToJsonString());
            var id = payload.Id();
            Assert.Equal(id, Interlocked.CompareExchange(ref ids[i], id, null) ?? id);
        });
        Assert.Equal(Transfers, ids.Distinct().Count());

        var outcomes = new string?[Transfers * 2];
        await Parallel.ForAsync(0, Transfers * 2, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (n, _) =>
        {
            var payload = await At(admin, n % 2 == 0 ? one : two).ReverseAsync(ids[n / 2]);
            outcomes[n] = payload.CodeOf() ?? "REVERSED";
        });
        Assert.Equal((Transfers, Transfers), (outcomes.Count(o => o == "REVERSED"), outcomes.Count(o => o == "ALREADY_REVERSED")));
        foreach (var person in people)
        {
            Assert.Equal("100.00", await person.BalanceAsync());
        }

        await GraphProcess.VerifyAsync(folder.Path);

        static Somebody At(Somebody person, GraphProcess node) => person with { Client = node.Client(person.Client.Token) };
    }

    /// <summary>What one node wrote wakes nobody at the other, which looks anyway; nothing is lost or comes twice.</summary>
    [Fact]
    public async Task A_stream_on_one_node_shows_what_happens_on_the_other_once_and_in_order()
    {
        await using var folder = new TemporaryFolder();
        await using var one = await GraphProcess.StartAsync(folder.Path);
        await using var two = await GraphProcess.StartAsync(folder.Path);
        var (payer, other, payee) = (await one.Client().PersonAsync(), await one.Client().PersonAsync(), await two.Client().PersonAsync());
        await payer.BefriendAsync(payee);
        await other.BefriendAsync(payee);
        await payer.TopUpAsync("50");
        await other.TopUpAsync("50");
        await using var socket = await Socket.ReadyAsync(two.Endpoint, payee.Client.Token);
        var after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        await socket.SubscribeAsync("1", "subscription($after: String) { notifications(after: $after) { notification { liveCursor subject { ... on Transaction { id } } } gap { reason } } }", new { after });
        var sent = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (i, _) =>
        {
            var from = i % 2 == 0 ? payer : other with { Client = two.Client(other.Client.Token) };
            sent.Add((await from.TransferAsync(payee, "0.10")).Id());
        });
        var seen = new List<string>();
        while (seen.Count < sent.Count)
        {
            var next = (await socket.ReceiveAsync())!["payload"]!["data"]!["notifications"]!;
            Assert.Null(next["gap"]);
            seen.Add((string)next["notification"]!["subject"]!["id"]!);
        }

        Assert.Equal(sent.Order(), seen.Order());
    }

    /// <summary>
    /// Also while an older transaction writes, above which nothing can be put in order yet: what changed is no matter of order.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wallet_and_the_end_of_a_session_reach_the_streams_of_the_other_node(bool isHeldUp)
    {
        await using var folder = new TemporaryFolder();
        await using var one = await GraphProcess.StartAsync(folder.Path);
        await using var two = await GraphProcess.StartAsync(folder.Path);
        var (payer, payee) = (await one.Client().PersonAsync(), await one.Client().PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("50");
        await using var socket = await Socket.ReadyAsync(two.Endpoint, payee.Client.Token);
        await socket.SubscribeAsync("1", "subscription { wallet { balance { amount } } }");
        Assert.Equal("0.00", await BalanceAsync());
        await using var older = new NpgsqlConnection(await TestStore.ConnectionAsync(folder.Path));
        if (isHeldUp)
        {
            await older.OpenAsync();
            await using var begin = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", older);
            await begin.ExecuteNonQueryAsync();
        }

        await payer.TransferAsync(payee, "3");
        Assert.Equal("3.00", await BalanceAsync());

        var me = await payee.DataAsync("{ viewer { security { sessions { id } } } }");
        await payee.DoAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { errors { __typename } } }",
            new { session = (string)me["viewer"]!["security"]!["sessions"]![0]!["id"]! });
        Assert.Equal(4403, await socket.ClosedAsync());

        async Task<string> BalanceAsync() => (string)(await socket.NextAsync())["data"]!["wallet"]!["balance"]!["amount"]!;
    }
}
