using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Communities;

public sealed class CommunityTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Its_founder_owns_it_and_others_join()
    {
        var (owner, person) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync(new { name = "  Savers ", goal = new { target = new { amount = "5000" }, deadline = Later() } });
        var seen = await LookAsync(owner, community);
        Assert.Equal(("Savers", "OPEN", true, 1, "OWNER"), (
            (string)seen["name"]!, (string)seen["admission"]!, (bool)seen["membersOnly"]!, (int)seen["memberCount"]!, (string)seen["viewerRole"]!));
        Assert.Equal(("5000.00", Later()), ((string)seen["goal"]!["target"]!["amount"]!, (string)seen["goal"]!["deadline"]!));
        await person.JoinAsync(community);
        await person.JoinAsync(community);
        seen = await LookAsync(person, community);
        Assert.Equal((2, true, "MEMBER", owner.Id), (
            (int)seen["memberCount"]!, (bool)seen["viewerIsMember"]!, (string)seen["viewerRole"]!, (string)seen["owner"]!["id"]!));
        var mine = await person.DataAsync("{ viewer { communities { totalCount nodes { id } } } communities(where: { mine: true, search: \"SAVE\" }) { nodes { id } } }");
        Assert.Equal(community, (string)mine["viewer"]!["communities"]!["nodes"]![0]!["id"]!);
        Assert.Equal(community, (string)Assert.Single(mine["communities"]!["nodes"]!.AsArray())!["id"]!);
        await person.MustAsync("leaveCommunity", new { community });
        await person.MustAsync("leaveCommunity", new { community });
        Assert.Equal(1, (int)(await LookAsync(person, community))["memberCount"]!);
    }

    [Fact]
    public async Task A_level_is_needed_where_the_community_says_so()
    {
        var (owner, low, high) = (await server.PersonAsync(), await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync());
        var community = await owner.FoundAsync(new { requiredLevel = "CLASS_II" });
        Assert.Equal("REAL_NAME_LEVEL_REQUIRED", (await low.ActAsync("joinCommunity", new { community })).CodeOf());
        await high.JoinAsync(community);
    }

    [Fact]
    public async Task A_request_waits_for_a_moderator()
    {
        var (owner, moderator, member, asker) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await moderator.JoinAsync(community);
        await member.JoinAsync(community);
        await owner.MustAsync("setCommunityRole", new { community, user = moderator.Id, role = "MODERATOR" });
        await owner.MustAsync("updateCommunity", new { community, admission = "ON_REQUEST" });
        await asker.MustAsync("joinCommunity", new { community, message = "Please" });
        await asker.JoinAsync(community);
        Assert.Equal("REQUESTED", (string)(await LookAsync(asker, community))["viewerStanding"]!);
        var own = Assert.Single((await asker.DataAsync("{ viewer { joinRequests { nodes { id message community { id } } } } }"))["viewer"]!["joinRequests"]!["nodes"]!.AsArray())!;
        Assert.Equal(("Please", community), ((string)own["message"]!, (string)own["community"]!["id"]!));
        Assert.Empty((await member.DataAsync("{ viewer { joinRequests { nodes { id } } } }"))["viewer"]!["joinRequests"]!["nodes"]!.AsArray());
        Assert.Null((await LookAsync(member, community))["joinRequests"]);
        var request = Assert.Single((await LookAsync(moderator, community))["joinRequests"]!["nodes"]!.AsArray())!;
        Assert.Equal(("Please", asker.Id), ((string)request["message"]!, (string)request["user"]!["id"]!));
        var id = (string)request["id"]!;
        Assert.True(await asker.SeesAsync(id));
        Assert.False(await member.SeesAsync(id));
        Assert.Contains("JOIN_REQUESTED", await owner.NoticesAsync());
        Assert.Equal("NOT_FOUND", (await member.ActAsync("answerJoinRequest", new { request = id, accept = true })).CodeOf());
        Assert.Equal("NOT_FOUND", (await asker.ActAsync("answerJoinRequest", new { request = id, accept = true })).CodeOf());
        await moderator.MustAsync("answerJoinRequest", new { request = id, accept = false });
        Assert.DoesNotContain("JOIN_REQUESTED", await owner.NoticesAsync());
        Assert.Equal("NOT_ADMITTED", (await asker.ActAsync("joinCommunity", new { community })).CodeOf());

        var other = await server.SignUpAsync();
        await other.JoinAsync(community);
        id = (string)(await LookAsync(owner, community))["joinRequests"]!["nodes"]![0]!["id"]!;
        await owner.MustAsync("answerJoinRequest", new { request = id, accept = true });
        Assert.Contains("JOIN_ACCEPTED", await other.NoticesAsync());
        Assert.Equal("MEMBER", (string)(await LookAsync(other, community))["viewerStanding"]!);
        Assert.Equal("NOT_FOUND", (await owner.ActAsync("answerJoinRequest", new { request = id, accept = true })).CodeOf());
    }

    [Fact]
    public async Task Only_friends_are_invited_and_an_invitation_opens_the_door()
    {
        var (owner, member, friend) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        await member.BefriendAsync(friend);
        await owner.BefriendAsync(friend);
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        await owner.MustAsync("updateCommunity", new { community, admission = "BY_INVITATION" });
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await member.ActAsync("inviteToCommunity", Invite(community, friend))).CodeOf());
        Assert.Equal("NOT_FRIENDS", (await owner.ActAsync("inviteToCommunity", Invite(community, member))).CodeOf());
        Assert.False(await friend.SeesAsync(community));
        await owner.MustAsync("inviteToCommunity", Invite(community, friend));
        await owner.MustAsync("inviteToCommunity", Invite(community, friend));
        Assert.Equal(1, (await friend.NoticesAsync()).Count(kind => kind == "COMMUNITY_INVITED"));
        Assert.Equal(community, (string)(await friend.DataAsync("{ viewer { communityInvitations { nodes { id } } } }"))["viewer"]!["communityInvitations"]!["nodes"]![0]!["id"]!);

        // A block takes the invitation back.
        await owner.BlockAsync(friend);
        Assert.False(await friend.SeesAsync(community));
        await owner.UnblockAsync(friend);
        await owner.BefriendAsync(friend);
        await owner.MustAsync("inviteToCommunity", Invite(community, friend));
        await friend.JoinAsync(community);
        Assert.True((bool)(await LookAsync(friend, community))["viewerIsMember"]!);
    }

    [Fact]
    public async Task Who_was_removed_comes_back_by_an_invitation_alone()
    {
        var (owner, moderator, member) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        foreach (var person in new[] { moderator, member })
        {
            await person.JoinAsync(community);
        }

        await owner.MustAsync("setCommunityRole", new { community, user = moderator.Id, role = "MODERATOR" });
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await member.ActAsync("removeCommunityMember", new { community, user = moderator.Id })).CodeOf());
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await moderator.ActAsync("removeCommunityMember", new { community, user = owner.Id })).CodeOf());
        await moderator.MustAsync("removeCommunityMember", new { community, user = member.Id });
        await moderator.MustAsync("removeCommunityMember", new { community, user = member.Id });
        Assert.Equal(2, (int)(await LookAsync(owner, community))["memberCount"]!);
        Assert.Equal("NOT_ADMITTED", (await member.ActAsync("joinCommunity", new { community })).CodeOf());
        await owner.BefriendAsync(member);
        await owner.MustAsync("inviteToCommunity", Invite(community, member));
        await member.JoinAsync(community);

        // Whoever leaves first, or was only invited, is kept out in the same way.
        await member.MustAsync("leaveCommunity", new { community });
        await moderator.MustAsync("removeCommunityMember", new { community, user = member.Id });
        Assert.Equal("NOT_ADMITTED", (await member.ActAsync("joinCommunity", new { community })).CodeOf());
        await owner.MustAsync("inviteToCommunity", Invite(community, member));
        await moderator.MustAsync("removeCommunityMember", new { community, user = member.Id });
        Assert.Equal("NOT_ADMITTED", (await member.ActAsync("joinCommunity", new { community })).CodeOf());
        Assert.Equal(2, (int)(await LookAsync(owner, community))["memberCount"]!);
    }

    [Fact]
    public async Task The_owner_hands_over_before_leaving_and_the_last_one_ends_it()
    {
        var (owner, heir) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await heir.JoinAsync(community);
        Assert.Equal("OWNER_MUST_HAND_OVER", (await owner.ActAsync("leaveCommunity", new { community })).CodeOf());
        await owner.MustAsync("setCommunityRole", new { community, user = heir.Id, role = "OWNER" });
        Assert.Equal("MODERATOR", (string)(await LookAsync(owner, community))["viewerRole"]!);
        Assert.Equal(heir.Id, (string)(await LookAsync(owner, community))["owner"]!["id"]!);
        await owner.MustAsync("leaveCommunity", new { community });
        await heir.MustAsync("leaveCommunity", new { community });
        Assert.False(await owner.SeesAsync(community));
    }

    [Fact]
    public async Task Moderators_pin_and_remove_posts_and_comments()
    {
        var (owner, member) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        var post = await member.PostedAsync(new { text = "Hello", community });
        var comment = await member.CommentedAsync(post);
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await member.ActAsync("pinPost", new { post })).CodeOf());
        await owner.MustAsync("pinPost", new { post });
        await owner.MustAsync("pinPost", new { post });
        Assert.Equal(post, (string)Assert.Single((await LookAsync(member, community))["pinnedPosts"]!.AsArray())!["id"]!);
        for (var i = 0; i < 2; i++)
        {
            await owner.MustAsync("pinPost", new { post = await owner.PostedAsync(new { text = "More", community }) });
        }

        Assert.Equal("POST_LIMIT", (await owner.ActAsync("pinPost", new { post = await owner.PostedAsync(new { text = "Much", community }) })).CodeOf());
        await owner.MustAsync("pinPost", new { post, pinned = false });
        await owner.MustAsync("deleteComment", new { comment });
        Assert.False(await member.SeesAsync(comment));
        await owner.MustAsync("deletePost", new { post });
        Assert.False(await member.SeesAsync(post));
        Assert.Equal("VALIDATION", (await owner.PostAsync(new { text = "x", community, visibility = "PUBLIC" })).CodeOf());
        Assert.Equal("COMMUNITY_ROLE_REQUIRED", (await (await server.SignUpAsync()).PostAsync(new { text = "x", community })).CodeOf());
    }

    [Fact]
    public async Task A_friend_sees_that_one_joined_unless_it_is_secret_or_over()
    {
        var (owner, person, friend) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        await person.BefriendAsync(friend);
        await owner.BefriendAsync(person);
        var (quiet, told) = (await owner.FoundAsync(), await owner.FoundAsync());
        await person.JoinAsync(quiet);
        await person.MustAsync("joinCommunity", new { community = told, visibility = "FRIENDS" });
        Assert.Equal([told], await JoinedAsync(friend));
        await owner.MustAsync("updateCommunity", new { community = told, admission = "BY_INVITATION" });
        Assert.Empty(await JoinedAsync(friend));
        var other = await owner.FoundAsync();
        await person.MustAsync("joinCommunity", new { community = other, visibility = "FRIENDS" });
        Assert.Equal([other], await JoinedAsync(friend));
        await person.MustAsync("leaveCommunity", new { community = other });
        Assert.Empty(await JoinedAsync(friend));
    }

    private static string Later() => $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}";

    private static object Invite(string community, Somebody person) => new { community, users = new[] { person.Id } };

    private static async Task<List<string>> JoinedAsync(Somebody viewer) =>
        [.. (await viewer.DataAsync("{ viewer { feed(where: { kind: { eq: JOINED_COMMUNITY } }) { nodes { subject { ... on Community { id } } } } } }"))
            ["viewer"]!["feed"]!["nodes"]!.AsArray().Select(node => (string)node!["subject"]!["id"]!)];

    private static async Task<JsonNode> LookAsync(Somebody viewer, string community) => (await viewer.DataAsync(
        """
        query($id: ID!) { node(id: $id) { ... on Community {
          name about admission membersOnly memberCount viewerIsMember viewerRole viewerStanding owner { id } goal { target { amount } deadline }
          joinRequests { totalCount nodes { id message user { id } } } pinnedPosts { id } posts { totalCount } } } }
        """,
        new { id = community }))["node"]!;
}
