using Graph.Api.Server.Loading;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Loading;

/// <summary>Logs every command that EF sends.</summary>
public class CountingServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        // On Information, EF leaves out what follows a command that failed for as long as a second.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Debug",
    };
}

public sealed class LoaderTests(CountingServer server) : Scenario(server), IClassFixture<CountingServer>
{
    private const string Friends =
        """
        { viewer { friends(first: 50) { nodes { id handle displayName bio realNameLevel realName relation joinedAt friendship { id tags } }
          edges { mutualFriendCount } } } }
        """;

    private const string Transactions =
        """
        { viewer { wallet { transactions(first: 50) { nodes { id amount { amount } payer { displayName } payee { displayName }
          balanceAfter { amount } history { status } reverses { id } reversedBy { id } } } } } }
        """;

    private const string Feed =
        "{ viewer { feed(first: 50) { nodes { kind actor { displayName } subject { __typename ... on User { handle relation } ... on SharedPayment { payer { displayName } } } } } } }";

    private const string Notifications =
        "{ viewer { notifications(first: 50) { nodes { subject { ... on FriendRequest { from { handle } to { handle } } ... on Transaction { amount { amount } } ... on Evidence { kind } } } } } }";

    [Fact]
    public async Task A_page_is_a_handful_of_commands_whatever_its_size()
    {
        var me = await server.PersonAsync();
        await me.TopUpAsync("50");
        var queries = new[] { Friends, Transactions, Feed, Notifications };
        await AddAsync(2);
        var few = new List<int>();
        foreach (var query in queries)
        {
            few.Add(await CountAsync(query));
        }

        await AddAsync(8);
        for (var i = 0; i < queries.Length; i++)
        {
            var many = await CountAsync(queries[i]);
            Assert.True(many <= few[i], $"{few[i]} commands became {many} for {queries[i]}");
            Assert.InRange(many, 2, 12);
        }

        async Task AddAsync(int friends)
        {
            for (var i = 0; i < friends; i++)
            {
                var friend = await server.PersonAsync(Domain.Users.RealNames.RealNameLevel.ClassI);
                await me.BefriendAsync(friend);
                await me.TransferAsync(friend, "0.10");
                await friend.TopUpAsync("1");
                await friend.TransferAsync(me, "0.05");
            }
        }

        async Task<int> CountAsync(string query)
        {
            server.Log.Clear();
            await me.DataAsync(query);
            return server.Log.OfRequests.Count(line => line.Contains("Executed DbCommand") && line.Contains("SELECT"));
        }
    }

    /// <summary>An account has many more columns than people show, and the database sorts all that a query selects.</summary>
    [Theory]
    [InlineData("{ viewer { friends { nodes { displayName realName } edges { friendship { since } } } } }")]
    [InlineData("{ viewer { friends(where: { search: \"u\" }, order: [{ name: ASC }]) { nodes { bio } } } }")]
    [InlineData("{ viewer { suggestedFriends { nodes { user { handle } } } blockedUsers { nodes { handle } } } }")]
    [InlineData("{ users(search: \"u\") { nodes { handle mutualFriends { nodes { handle } } } } }")]
    [InlineData("{ viewer { wallet { transactions { nodes { payee { displayName } } } } feed { nodes { actor { displayName } } } } }")]
    public async Task People_are_read_without_what_nobody_is_shown(string query)
    {
        var (me, friend, other) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await me.BefriendAsync(friend);
        await other.BefriendAsync(friend);
        await me.TopUpAsync("1");
        await me.TransferAsync(friend, "0.10");
        server.Log.Clear();
        await me.DataAsync(query);
        var commands = server.Log.OfRequests.Where(line => line.Contains("Executed DbCommand")).ToList();
        Assert.Contains(commands, command => command.Contains("avatar_url") && !command.Contains("password_hash"));

        // The viewer comes with the session.
        Assert.All(commands.Where(command => command.Contains("password_hash")), command => Assert.Contains("ended_at", command));
    }

    [Fact]
    public async Task A_second_mutation_of_a_request_shows_what_it_changed_itself()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var sent = await other.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } } }", new { user = one.Id });
        var data = await one.DataAsync(
            """
            mutation($request: ID!) {
              a: updateProfile(input: { bio: "hi" }) { viewer { friendRequests { nodes { from { relation } } } } }
              b: answerFriendRequest(input: { request: $request, accept: true }) { friend { node { relation } } request { status from { relation } } }
            }
            """,
            new { request = (string)sent["request"]!["id"]! });
        Assert.Equal("REQUEST_RECEIVED", (string)data["a"]!["viewer"]!["friendRequests"]!["nodes"]![0]!["from"]!["relation"]!);
        Assert.Equal("FRIEND", (string)data["b"]!["friend"]!["node"]!["relation"]!);
        Assert.Equal("FRIEND", (string)data["b"]!["request"]!["from"]!["relation"]!);
    }

    [Fact]
    public async Task Keys_that_are_asked_for_together_are_fetched_together_and_once()
    {
        var batches = new List<string>();
        var memory = new LoaderMemory();
        var loader = new BatchLoader<string, int>(memory, (keys, _) =>
        {
            batches.Add(string.Join(' ', keys));
            return Task.FromResult<IReadOnlyDictionary<string, int>>(keys.Where(key => key != "none").ToDictionary(key => key, key => key.Length));
        }, missing: -1);
        var (one, two, none) = (loader.Load("a"), loader.Load("bb"), loader.Load("none"));
        Assert.Equal((1, 2, -1), (await one.GetResultAsync(), await two.GetResultAsync(), await none.GetResultAsync()));
        var again = loader.Load("a");
        var next = loader.Load("ccc");
        Assert.Equal((3, 1), (await next.GetResultAsync(), await again.GetResultAsync()));
        Assert.Equal(["a bb none", "ccc"], batches);
        memory.Forget();
        Assert.Equal(1, await loader.LoadAsync("a"));
        Assert.Equal(["a bb none", "ccc", "a"], batches);
    }

    [Fact]
    public async Task A_fetch_that_fails_fails_for_each_of_its_keys()
    {
        var loader = new BatchLoader<int, int>(new LoaderMemory(), (_, _) => throw new IOException("gone"), 0);
        var (one, two) = (loader.Load(1), loader.Load(2));
        await Assert.ThrowsAsync<IOException>(() => one.GetResultAsync());
        await Assert.ThrowsAsync<IOException>(() => two.GetResultAsync());
    }
}
