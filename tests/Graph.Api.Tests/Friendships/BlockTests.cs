using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Friendships;

/// <summary>Whoever is blocked finds nobody there, by whatever way they look.</summary>
public sealed class BlockTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Look =
        """
        query($id: ID!, $handle: String!, $name: String!) {
          node(id: $id) { id }
          user(handle: $handle) { id }
          users(search: $name) { totalCount nodes { id } }
          viewer {
            friends { totalCount nodes { id } }
            friendRequests { totalCount }
            sent: friendRequests(direction: SENT) { totalCount }
            suggestedFriends { totalCount nodes { user { id } } }
          }
        }
        """;

    [Fact]
    public async Task Who_blocks_is_gone_for_the_other_and_the_other_for_them()
    {
        var (one, other) = (await server.PersonAsync(), await server.PersonAsync());
        var between = await server.SignUpAsync();
        await one.BefriendAsync(other);
        await one.BefriendAsync(between);
        await other.BefriendAsync(between);
        var blocked = await one.BlockAsync(other);
        Assert.Null(blocked.CodeOf());
        Assert.Equal("BLOCKED", (string)blocked["user"]!["relation"]!);
        Assert.Null((await one.BlockAsync(other)).CodeOf());

        foreach (var (viewer, hidden) in new[] { (one, other), (other, one) })
        {
            var seen = await viewer.DataAsync(Look, new { id = hidden.Id, handle = hidden.Handle, name = hidden.Handle });
            Assert.Null(seen["node"]);
            Assert.Null(seen["user"]);
            Assert.Equal(0, (int)seen["users"]!["totalCount"]!);
            Assert.Equal(1, (int)seen["viewer"]!["friends"]!["totalCount"]!);
            Assert.Empty(seen["viewer"]!["suggestedFriends"]!["nodes"]!.AsArray());

            // Nor through a friend of both.
            var through = await viewer.DataAsync(
                "query($h: String!) { user(handle: $h) { friends { totalCount nodes { id } } mutualFriends { totalCount } } }", new { h = between.Handle });
            Assert.Equal([viewer.Id], through["user"]!["friends"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!));
            Assert.Equal(1, (int)through["user"]!["friends"]!["totalCount"]!);
            Assert.Equal(0, (int)through["user"]!["mutualFriends"]!["totalCount"]!);
        }

        // All that could be done to somebody is refused as for somebody who is not there.
        var unknown = await server.SignUpAsync();
        foreach (var refuse in Refusals)
        {
            Assert.Equal("NOT_FOUND", (await refuse(other, one)).CodeOf());
        }

        Assert.Equal([other.Id], await BlockedAsync(one));
        Assert.Empty(await BlockedAsync(other));
        Assert.Equal("NOT_FOUND", (await other.UnblockAsync(one)).CodeOf());
        Assert.Null((await one.UnblockAsync(other)).CodeOf());
        Assert.Empty(await BlockedAsync(one));
        Assert.Equal("NONE", (string)(await other.DataAsync("query($h: String!) { user(handle: $h) { relation } }", new { h = one.Handle }))["user"]!["relation"]!);
        await one.BefriendAsync(other);
        Assert.Null((await one.UnblockAsync(unknown)).CodeOf());
    }

    private static readonly Func<Somebody, Somebody, Task<JsonNode>>[] Refusals =
    [
        (by, hidden) => by.DoAsync("mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { errors { ... on Error { code } } } }", new { user = hidden.Id }),
        (by, hidden) => by.DoAsync("mutation($input: RemoveFriendInput!) { removeFriend(input: $input) { errors { ... on Error { code } } } }", new { user = hidden.Id }),
        (by, hidden) => by.DoAsync("mutation($input: UpdateFriendInput!) { updateFriend(input: $input) { errors { ... on Error { code } } } }", new { user = hidden.Id, alias = "x" }),
        (by, hidden) => by.BlockAsync(hidden),
        (by, hidden) => by.TransferAsync(hidden, "1"),
        (by, hidden) => by.DoAsync("mutation($input: RequestPaymentInput!) { requestPayment(input: $input) { errors { ... on Error { code } } } }", new { idempotencyKey = Guid.CreateVersion7(), payer = hidden.Id, amount = new { amount = "1" } }),
    ];

    [Fact]
    public async Task Money_between_the_two_still_names_both_and_can_be_settled()
    {
        var (one, other) = (await server.PersonAsync(), await server.PersonAsync());
        await one.BefriendAsync(other);
        await one.TopUpAsync("50");
        await other.TopUpAsync("50");
        await one.TransferAsync(other, "3");
        var asked = await other.DoAsync(
            "mutation($input: RequestPaymentInput!) { requestPayment(input: $input) { request { id } errors { ... on Error { code } } } }",
            new { idempotencyKey = Guid.CreateVersion7(), payer = one.Id, amount = new { amount = "5" } });
        await other.BlockAsync(one);

        var seen = await one.DataAsync(
            """
            { viewer { wallet {
                transactions { nodes { kind payee { displayName ... on User { handle relation distance realName friends { totalCount } } } } }
                paymentRequests { nodes { id status payee { handle relation } } } }
              notifications { nodes { title subject { __typename } } } } }
            """);
        var payee = seen["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["payee"]!;
        Assert.Equal(other.Handle, (string)payee["handle"]!);
        Assert.Equal("NONE", (string)payee["relation"]!);
        Assert.Null(payee["distance"]);
        Assert.Null(payee["friends"]);
        Assert.Equal("**明", (string)payee["realName"]!);
        Assert.Contains(seen["viewer"]!["notifications"]!["nodes"]!.AsArray(), n => (string?)n!["subject"]?["__typename"] == "PaymentRequest");
        Assert.DoesNotContain(seen["viewer"]!["notifications"]!["nodes"]!.AsArray(), n => (string?)n!["subject"]?["__typename"] == "FriendRequest");
        var paid = await one.DoAsync(
            "mutation($input: AnswerPaymentRequestInput!) { answerPaymentRequest(input: $input) { request { status } errors { ... on Error { code } } } }",
            new { idempotencyKey = Guid.CreateVersion7(), request = (string)asked["request"]!["id"]!, pay = true });
        Assert.Equal("PAID", (string)paid["request"]!["status"]!);
        Assert.Equal("42.00", await one.BalanceAsync());
        Assert.Equal("NOT_FOUND", (await one.TransferAsync(other, "1")).CodeOf());
    }

    [Fact]
    public async Task Money_between_the_two_shows_the_name_of_the_time_of_the_block_and_nothing_newer()
    {
        var (one, other) = (await server.PersonAsync(), await server.PersonAsync());
        await one.BefriendAsync(other);
        await one.TopUpAsync("5");
        Assert.Null((await one.TransferAsync(other, "5"))["errors"]);
        const string update = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }";
        await one.DoAsync(update, new { displayName = "Before", bio = "hi", avatarUrl = "https://example.com/a.png" });
        await one.DoAsync("mutation($input: BlockUserInput!) { blockUser(input: $input) { user { id } errors { __typename } } }", new { user = other.Id });
        await one.DoAsync(update, new { displayName = "After", bio = "new" });
        var data = await other.DataAsync(
            "{ viewer { wallet { transactions(first: 1) { nodes { payer { ... on User { displayName bio avatarUrl realNameLevel } } } } } } }");
        var payer = data["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["payer"]!;
        Assert.Equal("Before", (string)payer["displayName"]!);
        Assert.Null(payer["bio"]);
        Assert.Null(payer["avatarUrl"]);
        Assert.Equal("NONE", (string)payer["realNameLevel"]!);
    }

    [Fact]
    public async Task A_request_that_waited_is_gone_and_does_not_come_back()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var sent = await other.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } } }", new { user = one.Id });
        var id = (string)sent["request"]!["id"]!;
        await one.BlockAsync(other);
        foreach (var viewer in new[] { one, other })
        {
            Assert.Null((await viewer.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
            Assert.Equal(0, (int)(await viewer.DataAsync("{ viewer { notifications { totalCount } } }"))["viewer"]!["notifications"]!["totalCount"]!);
        }

        Assert.Equal("NOT_FOUND", (await other.DoAsync(
            "mutation($input: CancelFriendRequestInput!) { cancelFriendRequest(input: $input) { errors { ... on Error { code } } } }", new { request = id })).CodeOf());
        await one.UnblockAsync(other);
        var after = await other.DataAsync("{ viewer { friendRequests(direction: SENT) { totalCount } } }");
        Assert.Equal(0, (int)after["viewer"]!["friendRequests"]!["totalCount"]!);
    }

    [Fact]
    public async Task Both_may_block_and_each_takes_back_their_own()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        await Task.WhenAll(one.BlockAsync(other), other.BlockAsync(one));
        await one.BlockAsync(other);
        await one.UnblockAsync(other);
        var mine = await BlockedAsync(other);
        Assert.Equal(mine.Count == 1, (await other.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = one.Id }))["node"] is null);
        Assert.Equal("VALIDATION", (await one.BlockAsync(one)).CodeOf());
    }

    [Fact]
    public async Task Neither_feed_nor_stream_shows_what_a_friend_did_with_somebody_hidden()
    {
        var (me, friend, hidden) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await me.BefriendAsync(friend);
        await me.BefriendAsync(hidden);
        await friend.BefriendAsync(hidden);
        await friend.TopUpAsync("10");
        await friend.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { defaultVisibility = "PUBLIC" });
        await hidden.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { defaultVisibility = "PUBLIC" });
        await friend.TransferAsync(hidden, "1");
        const string feed = "{ viewer { feed(where: { kind: { eq: PAID } }) { nodes { subject { ... on SharedPayment { payee { displayName } } } } } } }";
        var line = Assert.Single((await me.DataAsync(feed))["viewer"]!["feed"]!["nodes"]!.AsArray())!;
        Assert.NotNull(line["subject"]);
        await hidden.BlockAsync(me);
        Assert.Empty((await me.DataAsync(feed))["viewer"]!["feed"]!["nodes"]!.AsArray());
        await friend.TransferAsync(hidden, "1");
        Assert.Empty((await me.DataAsync(feed))["viewer"]!["feed"]!["nodes"]!.AsArray());
    }

    [Fact]
    public async Task The_list_of_blocked_people_shows_nothing_that_they_changed_later()
    {
        var (me, first, second) = (await server.SignUpAsync(), await server.SignUpAsync("Zoe"), await server.SignUpAsync("Anna"));
        await me.BlockAsync(first);
        await me.BlockAsync(second);
        await first.DoAsync(
            "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { displayName = "Aaron", bio = "Moved" });
        var blocked = (await me.DataAsync("{ viewer { blockedUsers { nodes { displayName bio } } } }"))["viewer"]!["blockedUsers"]!["nodes"]!.AsArray();
        Assert.Equal([("Anna", null), ("Zoe", null)], blocked.Select(node => ((string)node!["displayName"]!, (string?)node["bio"])));
    }

    private static async Task<List<string>> BlockedAsync(Somebody person) =>
        [.. (await person.DataAsync("{ viewer { blockedUsers { nodes { id relation } } } }"))["viewer"]!["blockedUsers"]!["nodes"]!.AsArray()
            .Select(node => (string)node!["id"]!)];
}

internal static class BlockActs
{
    public static Task<JsonNode> BlockAsync(this Somebody by, Somebody other) => by.DoAsync(
        "mutation($input: BlockUserInput!) { blockUser(input: $input) { user { relation } errors { ... on Error { code } } } }", new { user = other.Id });

    public static Task<JsonNode> UnblockAsync(this Somebody by, Somebody other) => by.DoAsync(
        "mutation($input: UnblockUserInput!) { unblockUser(input: $input) { user { relation } errors { ... on Error { code } } } }", new { user = other.Id });
}
