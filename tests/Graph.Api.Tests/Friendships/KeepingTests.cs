using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Friendships;

public sealed class KeepingTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Update =
        "mutation($input: UpdateFriendInput!) { updateFriend(input: $input) { friendship { alias tags showsRealName } errors { ... on Error { code } ... on ValidationError { path } } } }";

    private const string Send =
        "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id status } friendship { id } errors { ... on Error { code } } } }";

    private const string Cancel =
        "mutation($input: CancelFriendRequestInput!) { cancelFriendRequest(input: $input) { request { status } errors { ... on Error { code } ... on FriendRequestClosedError { status } } } }";

    private const string Remove =
        "mutation($input: RemoveFriendInput!) { removeFriend(input: $input) { user { relation } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Notes_on_a_friend_are_ones_own_and_lists_are_found_by_them()
    {
        var (me, friend) = (await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync(RealNameLevel.ClassI));
        await me.BefriendAsync(friend);
        var noted = await me.DoAsync(Update, new { user = friend.Id, alias = "小王", tags = new[] { "同学", "badminton", "同学" }, showsRealName = false });
        Assert.Equal("小王", (string)noted["friendship"]!["alias"]!);
        Assert.Equal(["同学", "badminton"], noted["friendship"]!["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(1, await CountAsync(me, "where: { tag: \"同学\" }"));
        Assert.Equal(1, await CountAsync(me, "where: { search: \"小王\" }"));
        Assert.Equal(0, await CountAsync(me, "where: { tag: \"同\" }"));

        // Not the friend's to see, but for the name that is no longer shown.
        var seen = await friend.DataAsync("query($h: String!) { user(handle: $h) { realName friendship { alias tags } } }", new { h = me.Handle });
        Assert.Null(seen["user"]!["friendship"]!["alias"]);
        Assert.Equal("**明", (string)seen["user"]!["realName"]!);

        var kept = await me.DoAsync(Update, new { user = friend.Id, alias = "" });
        Assert.Null(kept["friendship"]!["alias"]);
        Assert.Equal(2, kept["friendship"]!["tags"]!.AsArray().Count);
        Assert.Equal("VALIDATION", (await me.DoAsync(Update, new { user = friend.Id, alias = new string('x', 41) })).CodeOf());
        Assert.Equal("VALIDATION", (await me.DoAsync(Update, new { user = friend.Id, tags = new[] { "" } })).CodeOf());
        Assert.Equal("VALIDATION", (await me.DoAsync(Update, new { user = friend.Id, tags = Enumerable.Range(0, 11).Select(i => $"t{i}") })).CodeOf());
        Assert.Equal("NOT_FOUND", (await me.DoAsync(Update, new { user = me.Id, alias = "x" })).CodeOf());
    }

    [Fact]
    public async Task Tags_are_found_however_they_are_typed_and_one_tag_is_kept_once()
    {
        var (me, one, other, third) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var (friend, tags) in new[] { (one, new[] { "Work", "work", "ＷＯＲＫ" }), (other, ["work", "gym"]), (third, ["Gym"]) })
        {
            await me.BefriendAsync(friend);
            Assert.Null((await me.DoAsync(Update, new { user = friend.Id, tags })).CodeOf());
        }

        var kept = await me.DataAsync("{ viewer { friends(where: { tag: \"work\" }, order: { since: ASC }) { edges { friendship { tags } } } } }");
        Assert.Equal(["Work", "work,gym"], kept["viewer"]!["friends"]!["edges"]!.AsArray()
            .Select(edge => string.Join(',', edge!["friendship"]!["tags"]!.AsArray().Select(tag => (string)tag!))));
        Assert.Equal(2, await CountAsync(me, "where: { tag: \"ｗork\" }"));
        Assert.Equal(2, await CountAsync(me, "where: { tag: \"GYM\" }"));
        Assert.Equal(3, await CountAsync(me, "where: { or: [{ tag: \"WORK\" }, { tag: \"gym\" }] }"));
        Assert.Equal(1, await CountAsync(me, "where: { and: [{ tag: \"WORK\" }, { tag: \"gym\" }] }"));
        Assert.Equal(0, await CountAsync(me, "where: { tag: \"wor\" }"));
    }

    [Fact]
    public async Task Ten_tags_of_twenty_characters_fit_on_every_database()
    {
        var (me, friend) = (await server.SignUpAsync(), await server.SignUpAsync());
        await me.BefriendAsync(friend);
        var tags = Enumerable.Range(0, 10).Select(i => new string('友', 19) + i).ToArray();
        Assert.Null((await me.DoAsync(Update, new { user = friend.Id, tags })).CodeOf());
        Assert.Equal(1, await CountAsync(me, $"where: {{ tag: \"{tags[9]}\" }}"));
    }

    [Fact]
    public async Task A_request_is_taken_back_and_cannot_be_answered_then()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var id = (string)(await one.DoAsync(Send, new { user = other.Id }))["request"]!["id"]!;
        Assert.Equal("NOT_FOUND", (await other.DoAsync(Cancel, new { request = id })).CodeOf());
        Assert.Equal("CANCELLED", (string)(await one.DoAsync(Cancel, new { request = id }))["request"]!["status"]!);
        Assert.Equal("CANCELLED", (string)(await one.DoAsync(Cancel, new { request = id }))["request"]!["status"]!);
        var answered = await other.DoAsync(
            "mutation($input: AnswerFriendRequestInput!) { answerFriendRequest(input: $input) { errors { ... on Error { code } } } }", new { request = id, accept = true });
        Assert.Equal("FRIEND_REQUEST_CLOSED", answered.CodeOf());

        var again = (string)(await one.DoAsync(Send, new { user = other.Id }))["request"]!["id"]!;
        await other.DoAsync("mutation($input: AnswerFriendRequestInput!) { answerFriendRequest(input: $input) { errors { __typename } } }", new { request = again, accept = true });
        Assert.Equal("FRIEND_REQUEST_CLOSED", (await one.DoAsync(Cancel, new { request = again })).CodeOf());
    }

    [Fact]
    public async Task A_friendship_ends_for_both_and_the_counts_with_it()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        await one.BefriendAsync(other);
        Assert.Equal("NONE", (string)(await one.DoAsync(Remove, new { user = other.Id }))["user"]!["relation"]!);
        Assert.Null((await one.DoAsync(Remove, new { user = other.Id })).CodeOf());
        Assert.Equal((0, 0), (await CountAsync(one, "first: 1"), await CountAsync(other, "first: 1")));
        Assert.Equal([0L, 0L], await FriendCountsAsync(one, other));
        Assert.Equal("NOT_FOUND", (await one.DoAsync(Remove, new { user = "garbage" })).CodeOf());
        await one.BefriendAsync(other);
        Assert.Equal([1L, 1L], await FriendCountsAsync(one, other));
    }

    [Fact]
    public async Task Nobody_has_more_than_five_thousand_friends_however_many_say_yes_at_once()
    {
        var popular = await server.SignUpAsync();
        var others = new List<Somebody>();
        for (var i = 0; i < 4; i++)
        {
            others.Add(await server.SignUpAsync());
            await others[i].DoAsync(Send, new { user = popular.Id });
        }

        var units = server.Services.GetRequiredService<Units>();
        await units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Handle == popular.Handle)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, 4_998)));
        var replies = await Task.WhenAll(others.Select(other => popular.DoAsync(Send, new { user = other.Id })));
        Assert.Equal(2, replies.Count(reply => reply["friendship"] is not null));
        Assert.Equal(2, replies.Count(reply => reply["friendship"] is null && reply.CodeOf() == "TOO_MANY_FRIENDS"));
        var one = await server.SignUpAsync();
        await popular.DoAsync(Send, new { user = one.Id });
        Assert.Equal("TOO_MANY_FRIENDS", (await one.DoAsync(Send, new { user = popular.Id })).CodeOf());
        await units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Handle == popular.Handle)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, 2)));
    }

    [Fact]
    public async Task Suggestions_are_friends_of_friends_most_shared_first()
    {
        var me = await server.SignUpAsync();
        var friends = new[] { await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync() };
        var (close, far, asked, shy) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var friend in friends)
        {
            await me.BefriendAsync(friend);
            await friend.BefriendAsync(close);
        }

        await friends[0].BefriendAsync(far);
        await friends[0].BefriendAsync(asked);
        await me.DoAsync(Send, new { user = asked.Id });
        await friends[2].BefriendAsync(shy);
        await friends[2].DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { friendsSeeFriends = false });
        var suggested = (await me.DataAsync(
            "{ viewer { suggestedFriends { totalCount nodes { user { handle } mutualFriendCount mutualFriends { nodes { handle } } } } } }"))["viewer"]!["suggestedFriends"]!;
        Assert.Equal(
            [(close.Handle, 2), (far.Handle, 1)],
            suggested["nodes"]!.AsArray().Select(node => ((string)node!["user"]!["handle"]!, (int)node["mutualFriendCount"]!)));
        Assert.Equal(2, (int)suggested["totalCount"]!);
        Assert.Equal(
            friends[..2].Select(friend => friend.Handle).Order(),
            suggested["nodes"]![0]!["mutualFriends"]!["nodes"]!.AsArray().Select(node => (string)node!["handle"]!));
    }

    /// <summary>Pages begin and end among people who share equally many friends with the viewer.</summary>
    [Fact]
    public async Task Suggestions_come_in_pages_from_both_ends()
    {
        var me = await server.SignUpAsync();
        var friends = new[] { await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync() };
        foreach (var friend in friends)
        {
            await me.BefriendAsync(friend);
        }

        foreach (var shared in new[] { 1, 3, 2, 1, 2, 1, 1, 3, 1 })
        {
            var other = await server.SignUpAsync();
            foreach (var friend in friends[..shared])
            {
                await friend.BefriendAsync(other);
            }
        }

        const string Page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount nodes { mutualFriendCount user { handle } }";
        var whole = await AskAsync("first: 100");
        Assert.Equal([3, 3, 2, 2, 1, 1, 1, 1, 1], whole.Select(one => one.Shared));
        foreach (var size in new[] { 1, 2, 4 })
        {
            Assert.Equal(whole, await WalkAsync($"first: {size}", "after", "endCursor", "hasNextPage"));
            Assert.Equal(whole.Reverse(), await WalkAsync($"last: {size}", "before", "startCursor", "hasPreviousPage"));
        }

        async Task<(string Handle, int Shared)[]> AskAsync(string page) => Rows(await ReadAsync(page));

        async Task<JsonNode> ReadAsync(string page) =>
            (await me.DataAsync($"{{ viewer {{ suggestedFriends({page}) {{ {Page} }} }} }}"))["viewer"]!["suggestedFriends"]!;

        (string Handle, int Shared)[] Rows(JsonNode page)
        {
            Assert.Equal(9, (int)page["totalCount"]!);
            return [.. page["nodes"]!.AsArray().Select(node => ((string)node!["user"]!["handle"]!, (int)node["mutualFriendCount"]!))];
        }

        // Page for page, each from its own end.
        async Task<List<(string Handle, int Shared)>> WalkAsync(string size, string argument, string cursor, string more)
        {
            var walked = new List<(string, int)>();
            for (var page = await ReadAsync(size); ; page = await ReadAsync($"{size}, {argument}: \"{page["pageInfo"]![cursor]}\""))
            {
                var rows = Rows(page);
                walked.AddRange(argument == "after" ? rows : rows.Reverse());
                Assert.True(walked.Count <= 9, "A page repeats what was on the one before.");
                if (!(bool)page["pageInfo"]![more]!)
                {
                    return walked;
                }
            }
        }
    }

    [Fact]
    public async Task Distance_counts_steps_through_those_who_let_themselves_be_seen()
    {
        var chain = new List<Somebody> { await server.SignUpAsync() };
        for (var i = 1; i <= 7; i++)
        {
            chain.Add(await server.SignUpAsync());
            await chain[i - 1].BefriendAsync(chain[i]);
        }

        for (var i = 0; i <= 6; i++)
        {
            Assert.Equal(i, await DistanceAsync(chain[0], chain[i]));
        }

        Assert.Null(await DistanceAsync(chain[0], chain[7]));
        Assert.Null(await DistanceAsync(chain[0], chain[3], 2));
        Assert.Equal(3, await DistanceAsync(chain[3], chain[0], 3));

        // A way around is found, and who does not let their friends be seen is no way.
        await chain[0].BefriendAsync(chain[5]);
        Assert.Equal(2, await DistanceAsync(chain[0], chain[6]));
        await chain[5].DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { friendsSeeFriends = false });
        Assert.Equal(1, await DistanceAsync(chain[0], chain[5]));
        Assert.Null(await DistanceAsync(chain[0], chain[6]));
        var refused = await chain[0].AskAsync("query($h: String!) { user(handle: $h) { distance(max: 7) } }", new { h = chain[1].Handle });
        Assert.Equal("BAD_USER_INPUT", refused.Code);
    }

    [Fact]
    public async Task Friends_of_a_friend_are_for_friends_and_only_if_they_let_them_be_seen()
    {
        var (me, friend, third) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        await friend.BefriendAsync(third);
        const string query = "query($h: String!) { user(handle: $h) { friends(first: 5) { totalCount nodes { handle } } } }";
        Assert.Null((await me.DataAsync(query, new { h = friend.Handle }))["user"]!["friends"]);
        await me.BefriendAsync(friend);
        Assert.Equal(2, (int)(await me.DataAsync(query, new { h = friend.Handle }))["user"]!["friends"]!["totalCount"]!);
        await friend.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { friendsSeeFriends = false });
        Assert.Null((await me.DataAsync(query, new { h = friend.Handle }))["user"]!["friends"]);
        Assert.Equal(2, (int)(await friend.DataAsync(query, new { h = friend.Handle }))["user"]!["friends"]!["totalCount"]!);
    }

    private static async Task<int?> DistanceAsync(Somebody from, Somebody to, int max = 6) => (int?)(await from.DataAsync(
        "query($h: String!, $max: Int!) { user(handle: $h) { distance(max: $max) } }", new { h = to.Handle, max }))["user"]!["distance"];

    private static async Task<int> CountAsync(Somebody me, string arguments) =>
        (int)(await me.DataAsync($"{{ viewer {{ friends({arguments}) {{ totalCount }} }} }}"))["viewer"]!["friends"]!["totalCount"]!;

    private Task<List<long>> FriendCountsAsync(params Somebody[] people)
    {
        var handles = people.Select(person => person.Handle).ToList();
        return server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<User>()
            .Where(u => handles.Contains(u.Handle)).Select(u => u.FriendCount).ToListAsync());
    }
}
