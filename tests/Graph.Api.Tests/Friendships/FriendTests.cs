using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Friendships;

public sealed class FriendTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Send =
        "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id status message from { id } to { id } } friendship { id since tags alias showsRealName } errors { ... on Error { code } } } }";

    private const string Answer =
        "mutation($input: AnswerFriendRequestInput!) { answerFriendRequest(input: $input) { request { status } friend { cursor node { id relation } friendship { id } mutualFriendCount } errors { ... on Error { code } ... on FriendRequestClosedError { status } } } }";

    [Fact]
    public async Task A_request_is_sent_seen_and_accepted()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var sent = await one.DoAsync(Send, new { user = other.Id, message = "你好" });
        Assert.Equal("PENDING", (string)sent["request"]!["status"]!);
        Assert.Equal("REQUEST_SENT", await RelationAsync(one, other));
        Assert.Equal("REQUEST_RECEIVED", await RelationAsync(other, one));
        var received = await other.DataAsync("{ viewer { friendRequests { totalCount nodes { id message from { handle } } } } }");
        Assert.Equal("你好", (string)received["viewer"]!["friendRequests"]!["nodes"]![0]!["message"]!);
        var outgoing = await one.DataAsync("{ viewer { friendRequests(direction: SENT) { nodes { to { handle } } } } }");
        Assert.Equal(other.Handle, (string)outgoing["viewer"]!["friendRequests"]!["nodes"]![0]!["to"]!["handle"]!);

        var again = await one.DoAsync(Send, new { user = other.Id });
        Assert.Equal((string)sent["request"]!["id"]!, (string)again["request"]!["id"]!);

        // A profile has what its buttons need.
        Assert.Equal(sent.Id("request"), await RequestOnProfileAsync(one, other));
        Assert.Equal(sent.Id("request"), await RequestOnProfileAsync(other, one));
        Assert.Null(await RequestOnProfileAsync(one, one));

        var answered = await other.DoAsync(Answer, new { request = (string)sent["request"]!["id"]!, accept = true });
        Assert.Equal("ACCEPTED", (string)answered["request"]!["status"]!);
        Assert.Equal(one.Id, (string)answered["friend"]!["node"]!["id"]!);
        Assert.Equal("FRIEND", await RelationAsync(one, other));
        Assert.Equal("FRIEND", await RelationAsync(other, one));
        Assert.Null(await RequestOnProfileAsync(one, other));

        var closed = await other.DoAsync(Answer, new { request = (string)sent["request"]!["id"]!, accept = true });
        Assert.Equal("FRIEND_REQUEST_CLOSED", closed.CodeOf());
        Assert.Equal("ACCEPTED", (string)closed["errors"]![0]!["status"]!);
        Assert.Equal("ALREADY_FRIENDS", (await one.DoAsync(Send, new { user = other.Id })).CodeOf());
    }

    private static async Task<string?> RequestOnProfileAsync(Somebody viewer, Somebody other) => (string?)(await viewer.DataAsync(
        "query($handle: String!) { user(handle: $handle) { friendRequest { id } } }", new { handle = other.Handle }))["user"]!["friendRequest"]?["id"];

    /// <summary>Otherwise a request that is gone would tell that its sender is blocked.</summary>
    [Theory]
    [InlineData("mutation($input: BlockUserInput!) { blockUser(input: $input) { errors { __typename } } }")]
    [InlineData("mutation($input: CloseAccountInput!) { closeAccount(input: $input) { errors { __typename } } }")]
    public async Task A_request_to_somebody_who_blocks_or_leaves_is_gone(string leaves)
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var request = (await one.DoAsync(Send, new { user = other.Id })).Id("request");
        var left = await other.DoAsync(leaves, leaves.Contains("block", StringComparison.Ordinal) ? new { user = one.Id } : new { password = Somebody.Password });
        Assert.Null(left["errors"]);
        Assert.Null((await one.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = request }))["node"]);
        var cancelled = await one.DoAsync(
            "mutation($input: CancelFriendRequestInput!) { cancelFriendRequest(input: $input) { errors { ... on Error { code } } } }", new { request });
        Assert.Equal("NOT_FOUND", cancelled.CodeOf());
        Assert.Equal(0, (int)(await one.DataAsync("{ viewer { friendRequests(direction: SENT) { totalCount } } }"))["viewer"]!["friendRequests"]!["totalCount"]!);
    }

    [Fact]
    public async Task Requests_that_cross_make_a_friendship_at_once()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        await one.BefriendByRequestsAsync(other);
        Assert.Equal("FRIEND", await RelationAsync(one, other));
    }

    [Fact]
    public async Task Requests_that_cross_in_the_same_moment_make_one_friendship()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
            await Task.WhenAll(one.DoAsync(Send, new { user = other.Id }), other.DoAsync(Send, new { user = one.Id }));
            var data = await one.DataAsync("{ viewer { friends { totalCount } friendRequests(direction: SENT) { totalCount } } }");
            Assert.Equal(1, (int)data["viewer"]!["friends"]!["totalCount"]!);
            Assert.Equal(0, (int)data["viewer"]!["friendRequests"]!["totalCount"]!);
        }
    }

    [Fact]
    public async Task A_no_closes_the_request_without_a_friendship()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var sent = await one.DoAsync(Send, new { user = other.Id });
        var answered = await other.DoAsync(Answer, new { request = (string)sent["request"]!["id"]!, accept = false });
        Assert.Equal("DECLINED", (string)answered["request"]!["status"]!);
        Assert.Null(answered["friend"]);
        Assert.Equal("NONE", await RelationAsync(one, other));
    }

    [Fact]
    public async Task Nobody_is_their_own_friend_and_nobody_befriends_what_is_no_person()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var sent = await one.DoAsync(Send, new { user = other.Id });
        Assert.Equal("VALIDATION", (await one.DoAsync(Send, new { user = one.Id })).CodeOf());
        Assert.Equal("NOT_FOUND", (await one.DoAsync(Send, new { user = "garbage" })).CodeOf());
        Assert.Equal("NOT_FOUND", (await one.DoAsync(Send, new { user = (string)sent["request"]!["id"]! })).CodeOf());
        Assert.Equal("NOT_FOUND", (await one.DoAsync(Answer, new { request = (string)sent["request"]!["id"]!, accept = true })).CodeOf());
    }

    [Fact]
    public async Task Friends_are_paged_both_ways_filtered_and_ordered()
    {
        var me = await server.Client().SignUpAsync();
        var friends = new List<Somebody>();
        for (var i = 0; i < 7; i++)
        {
            friends.Add(await server.Client().SignUpAsync($"Friend {(char)('G' - i)}"));
            await me.BefriendByRequestsAsync(friends[i]);
        }

        var byName = await NamesAsync(me, "order: [{ name: ASC }], first: 3");
        Assert.Equal(["Friend A", "Friend B", "Friend C"], byName.Names);
        Assert.True(byName.HasNext);
        Assert.Equal(["Friend D", "Friend E", "Friend F"], (await NamesAsync(me, $"order: [{{ name: ASC }}], first: 3, after: \"{byName.End}\"")).Names);
        Assert.Equal(["Friend F", "Friend G"], (await NamesAsync(me, "order: [{ name: ASC }], last: 2")).Names);
        Assert.Equal(["Friend A", "Friend B"], (await NamesAsync(me, $"order: [{{ name: ASC }}], last: 2, before: \"{byName.End}\"")).Names);
        Assert.Equal("Friend A", (await NamesAsync(me, "first: 1")).Names[0]);
        Assert.Equal(["Friend C"], (await NamesAsync(me, "where: { search: \"Friend C\" }")).Names);
        Assert.Equal(["Friend A", "Friend C"], (await NamesAsync(me, "order: [{ name: ASC }], where: { or: [{ search: \"Friend C\" }, { search: \"Friend A\" }] }")).Names);
        Assert.Empty((await NamesAsync(me, "where: { realNameLevel: { gte: NONE } }", "BAD")).Names);
        Assert.Equal(7, (await NamesAsync(me, "where: { realNameLevel: { in: [NONE] } }")).Names.Count);
        Assert.Empty((await NamesAsync(me, "where: { realNameLevel: { eq: CLASS_I } }")).Names);
        Assert.Empty((await NamesAsync(me, "where: { tag: \"none\" }")).Names);
        Assert.Equal(7, (await NamesAsync(me, "order: [{ closeness: DESC }, { since: ASC }]")).Names.Count);
        await NamesAsync(me, "order: [{ closeness: DESC, since: ASC }]", "BAD");
        await NamesAsync(me, "order: [{}]", "BAD");
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_order_is_refused()
    {
        var me = await server.Client().SignUpAsync();
        await me.BefriendByRequestsAsync(await server.Client().SignUpAsync());
        var page = await NamesAsync(me, "order: [{ name: ASC }], first: 1");
        var noZone = System.Buffers.Text.Base64Url.EncodeToString("""["friends since Desc","2026-01-01T00:00:00","x"]"""u8);
        var noKey = System.Buffers.Text.Base64Url.EncodeToString("""["friends since Desc","2026-01-01T00:00:00Z",null]"""u8);
        foreach (var cursor in new[] { page.End!, "garbage", "", "bnVsbA", "W10", noZone, noKey })
        {
            var reply = await me.AskAsync("query($c: String!) { viewer { friends(after: $c) { totalCount } } }", new { c = cursor });
            Assert.Equal("BAD_USER_INPUT", reply.Code);
        }
    }

    [Theory]
    [InlineData("first: 101")]
    [InlineData("first: -1")]
    [InlineData("first: 1, last: 1")]
    public async Task Pages_have_their_limits_and_a_known_document_does_not_change_that(string arguments)
    {
        var me = await server.Client().SignUpAsync();
        Assert.Equal("BAD_USER_INPUT", (await me.AskAsync($"{{ viewer {{ friends({arguments}) {{ totalCount }} }} }}")).Code);
        const string known = "query($n: Int) { viewer { friends(first: $n) { totalCount } } }";
        Assert.Null((await me.AskAsync(known, new { n = 2 })).Code);
        Assert.Equal("BAD_USER_INPUT", (await me.AskAsync(known, new { n = 1000 })).Code);
    }

    [Fact]
    public async Task Mutual_friends_are_those_of_both_who_let_it_be_seen()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var (open, closed, mine) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        foreach (var friend in new[] { open, closed })
        {
            await one.BefriendByRequestsAsync(friend);
            await other.BefriendByRequestsAsync(friend);
        }

        await one.BefriendByRequestsAsync(mine);
        await closed.DoAsync(
            "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }",
            new { friendsSeeFriends = false });
        var data = await one.DataAsync(
            "query($h: String!) { user(handle: $h) { mutualFriends { totalCount nodes { handle } } friendship { id } } }", new { h = other.Handle });
        Assert.Equal([open.Handle], data["user"]!["mutualFriends"]!["nodes"]!.AsArray().Select(n => (string)n!["handle"]!));
        Assert.Equal(1, (int)data["user"]!["mutualFriends"]!["totalCount"]!);
        Assert.Null(data["user"]!["friendship"]);
        // Neither does the order tell on who keeps their friends to themselves: it counts the same people.
        await open.BefriendByRequestsAsync(mine);
        await closed.BefriendByRequestsAsync(mine);
        var close = await one.DataAsync("{ viewer { friends(order: [{ closeness: DESC }]) { edges { cursor mutualFriendCount node { handle } } } } }");
        foreach (var edge in close["viewer"]!["friends"]!["edges"]!.AsArray())
        {
            var cursor = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars((string)edge!["cursor"]!))!;
            Assert.Equal((1, 1), ((int)edge["mutualFriendCount"]!, (int)cursor[1]!));
        }

        var edges = await other.DataAsync("{ viewer { friends { edges { node { handle } mutualFriendCount } } } }");
        Assert.All(edges["viewer"]!["friends"]!["edges"]!.AsArray(), edge => Assert.Equal(0, (int)edge!["mutualFriendCount"]!));
    }

    [Fact]
    public async Task A_real_name_is_whole_for_oneself_and_friends_and_masked_for_others()
    {
        var person = await server.Client().PersonAsync(RealNameLevel.ClassI, "欧阳小明");
        var (friend, stranger) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        await friend.BefriendByRequestsAsync(person);
        Assert.Equal("欧阳小明", await RealNameAsync(person, person));
        Assert.Equal("欧阳小明", await RealNameAsync(friend, person));
        Assert.Equal("***明", await RealNameAsync(stranger, person));
        await person.DoAsync(
            "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }",
            new { showsRealNameToFriends = false });
        Assert.Equal("***明", await RealNameAsync(friend, person));
        Assert.Null(await RealNameAsync(person, friend));
    }

    private static async Task<string?> RealNameAsync(Somebody viewer, Somebody person) => (string?)(await viewer.DataAsync(
        "query($h: String!) { user(handle: $h) { realName } }", new { h = person.Handle }))["user"]!["realName"];

    private static async Task<string> RelationAsync(Somebody viewer, Somebody person) => (string)(await viewer.DataAsync(
        "query($h: String!) { user(handle: $h) { relation } }", new { h = person.Handle }))["user"]!["relation"]!;

    private static async Task<(List<string> Names, bool HasNext, string? End)> NamesAsync(Somebody me, string arguments, string? expect = null)
    {
        var reply = await me.AskAsync($"{{ viewer {{ friends({arguments}) {{ nodes {{ displayName }} pageInfo {{ hasNextPage endCursor }} }} }} }}");
        if (expect is not null)
        {
            Assert.NotNull(reply.Code);
            return ([], false, null);
        }

        Assert.True(reply.Code is null, reply.ToString());
        JsonNode friends = reply.Data!["viewer"]!["friends"]!;
        return (
            [.. friends["nodes"]!.AsArray().Select(node => (string)node!["displayName"]!)],
            (bool)friends["pageInfo"]!["hasNextPage"]!,
            (string?)friends["pageInfo"]!["endCursor"]);
    }
}
