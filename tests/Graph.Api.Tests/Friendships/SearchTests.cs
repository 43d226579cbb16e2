using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Friendships;

/// <summary>A server of its own: one that is shared has people of other tests, who would be found too.</summary>
public sealed class SearchServer : GraphServer;

public sealed class SearchTests(SearchServer server) : Scenario(server), IClassFixture<SearchServer>
{
    [Fact]
    public async Task People_are_found_by_how_handle_or_name_begin()
    {
        var me = await server.SignUpAsync("Zoë Zhang");
        var (one, other) = (await server.SignUpAsync("Zoë Zhou"), await server.SignUpAsync("令狐小龙"));
        Assert.Equal(2, (await FindAsync(me, "zoë zh")).Count);
        Assert.Equal([one.Handle], await FindAsync(me, " ZOË ZHO "));
        Assert.Equal([other.Handle], await FindAsync(me, "令狐"));
        Assert.Equal([other.Handle], await FindAsync(me, "@" + other.Handle.ToUpperInvariant()));
        Assert.Empty(await FindAsync(me, "小龙"));
        Assert.Empty(await FindAsync(me, "%"));
        await other.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { displayName = "Bruce" });
        Assert.Empty(await FindAsync(me, "令狐"));
        Assert.Equal([other.Handle], await FindAsync(me, "bruce"));
        foreach (var text in new[] { "", " ", "@", new string('x', 41) })
        {
            Assert.Equal("BAD_USER_INPUT", (await me.AskAsync("query($s: String!) { users(search: $s) { totalCount } }", new { s = text })).Code);
        }

        Assert.Equal("UNAUTHENTICATED", (await server.Client().AskAsync("{ users(search: \"a\") { totalCount } }")).Code);
    }

    [Fact]
    public async Task A_phone_number_finds_whoever_wants_to_be_found_by_it()
    {
        var (me, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        Assert.Equal([other.Handle], await FindAsync(me, $"+86 {other.Phone}"));
        Assert.Empty(await FindAsync(me, other.Phone[..10]));
        var hidden = await other.DoAsync(
            "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { viewer { settings { foundByPhone } } errors { __typename } } }",
            new { foundByPhone = false });
        Assert.False((bool)hidden["viewer"]!["settings"]!["foundByPhone"]!);
        Assert.Empty(await FindAsync(me, other.Phone));
    }

    [Fact]
    public async Task Numbers_cannot_be_tried_out_not_even_in_one_request()
    {
        var (me, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var fields = Enumerable.Range(0, 12).Select(i => $"a{i}: users(search: \"1990000{i:D4}\") {{ totalCount }}");
        var reply = await me.AskAsync($"{{ {string.Join(' ', fields)} }}");
        Assert.Equal(7, reply.Errors!.Count);
        Assert.All(reply.Errors, error => Assert.Equal("RATE_LIMITED", (string)error!["extensions"]!["code"]!));
        Assert.Equal("RATE_LIMITED", (await me.AskAsync("query($s: String!) { users(search: $s) { totalCount } }", new { s = other.Phone })).Code);
        Assert.NotEmpty(await FindAsync(me, other.Handle));
    }

    private static async Task<List<string>> FindAsync(Somebody viewer, string text) =>
        [.. (await viewer.DataAsync("query($s: String!) { users(search: $s) { nodes { handle } } }", new { s = text }))["users"]!["nodes"]!.AsArray()
            .Select(node => (string)node!["handle"]!)];
}
