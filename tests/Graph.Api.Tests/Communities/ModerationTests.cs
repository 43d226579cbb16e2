using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;

namespace Graph.Api.Tests.Communities;

/// <summary>What blocks change for moderators and owners, and what is limited and noted.</summary>
public sealed class ModerationTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Look =
        """
        query($id: ID!) { node(id: $id) { ... on Community {
          pinnedPosts { id }
          posts { nodes { id text author { id } likeCount likedBy { totalCount } commentCount comments { totalCount nodes { id } } } } } } }
        """;

    [Fact]
    public async Task Who_blocks_a_moderator_is_moderated_in_the_community_and_seen_nowhere_else()
    {
        var (owner, moderator) = (await server.PersonAsync(), await server.SignUpAsync());
        var (member, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var (community, outside) = (await owner.FoundAsync(), await owner.FoundAsync(new { membersOnly = false }));
        foreach (var person in new[] { moderator, member, other })
        {
            await person.JoinAsync(community);
        }

        await member.JoinAsync(outside);
        await owner.MustAsync("setCommunityRole", new { community, user = moderator.Id, role = "MODERATOR" });
        var (post, open) = (await member.PostedAsync(new { text = "Within", community }), await other.PostedAsync(new { text = "Open", community }));
        string[] elsewhere =
        [
            await member.PostedAsync(new { text = "For all", visibility = "PUBLIC" }),
            await member.PostedAsync(new { text = "Next door", community = outside }),
        ];
        var comment = await member.CommentedAsync(open);
        await member.LikeAsync(post);
        await other.LikeAsync(post);
        await member.BlockAsync(moderator);
        await member.BlockAsync(other);

        var posts = (await SeenAsync(moderator, community))["posts"]!["nodes"]!.AsArray();
        Assert.Equal([(open, other.Id, 1, 1, 0, 0), (post, member.Id, 0, 0, 1, 1)], posts.Select(node => (
            (string)node!["id"]!, (string)node["author"]!["id"]!, (int)node["commentCount"]!, (int)node["comments"]!["totalCount"]!,
            (int)node["likeCount"]!, (int)node["likedBy"]!["totalCount"]!)));
        Assert.Equal([open], (await SeenAsync(other, community))["posts"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!));
        Assert.True(await moderator.SeesAsync(comment));
        Assert.False(await moderator.SeesAsync(member.Id));
        foreach (var hidden in elsewhere)
        {
            Assert.False(await moderator.SeesAsync(hidden));
            Assert.Equal("NOT_FOUND", (await moderator.ActAsync("deletePost", new { post = hidden })).CodeOf());
            Assert.Equal("NOT_FOUND", (await moderator.ActAsync("pinPost", new { post = hidden })).CodeOf());
        }

        foreach (var act in new[] { "deletePost", "pinPost" })
        {
            Assert.Equal("NOT_FOUND", (await other.ActAsync(act, new { post })).CodeOf());
        }

        Assert.Equal("NOT_FOUND", (await moderator.LikeAsync(post)).CodeOf());
        Assert.Equal("NOT_FOUND", (await other.ActAsync("deleteComment", new { comment })).CodeOf());
        await moderator.MustAsync("pinPost", new { post });
        Assert.Equal(post, (string)Assert.Single((await SeenAsync(moderator, community))["pinnedPosts"]!.AsArray())!["id"]!);
        await moderator.MustAsync("deleteComment", new { comment });
        Assert.False(await member.SeesAsync(comment));
        await moderator.MustAsync("deletePost", new { post });
        Assert.False(await member.SeesAsync(post));
        await moderator.MustAsync("removeCommunityMember", new { community, user = member.Id });
        Assert.Equal("NOT_ADMITTED", (await member.ActAsync("joinCommunity", new { community })).CodeOf());
    }

    [Fact]
    public async Task An_owner_who_sees_no_other_member_leaves_and_the_longest_member_goes_on()
    {
        var (owner, first, second) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await first.JoinAsync(community);
        await second.JoinAsync(community);
        await first.BlockAsync(owner);
        Assert.Equal("OWNER_MUST_HAND_OVER", (await owner.ActAsync("leaveCommunity", new { community })).CodeOf());
        await owner.BlockAsync(second);
        await owner.MustAsync("leaveCommunity", new { community });
        var role = "query($id: ID!) { node(id: $id) { ... on Community { viewerRole } } }";
        Assert.Equal("OWNER", (string)(await first.DataAsync(role, new { id = community }))["node"]!["viewerRole"]!);
        Assert.Equal("MEMBER", (string)(await second.DataAsync(role, new { id = community }))["node"]!["viewerRole"]!);
    }

    [Fact]
    public async Task A_request_is_taken_back_also_when_only_invitations_are_taken_by_now()
    {
        var (owner, asker) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync(new { admission = "ON_REQUEST" });
        await asker.JoinAsync(community);
        await owner.MustAsync("updateCommunity", new { community, admission = "BY_INVITATION" });
        Assert.False(await asker.SeesAsync(community));
        Assert.Equal(1, await RequestsAsync());
        await asker.MustAsync("leaveCommunity", new { community });
        Assert.Equal(0, await RequestsAsync());
        Assert.Equal("NOT_FOUND", (await asker.ActAsync("leaveCommunity", new { community })).CodeOf());

        async Task<int> RequestsAsync() => (int)(await owner.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Community { joinRequests { totalCount } } } }", new { id = community }))
            ["node"]!["joinRequests"]!["totalCount"]!;
    }

    [Fact]
    public async Task Who_founds_changes_or_gives_roles_too_often_has_to_wait()
    {
        var (owner, member) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        await IsLimitedAsync("setCommunityRole", 60, new { community, user = member.Id, role = "MODERATOR" });
        await IsLimitedAsync("updateCommunity", 60, new { community });
        for (var founded = 1; founded < 30; founded++)
        {
            await owner.MustAsync("leaveCommunity", new { community = await owner.FoundAsync() });
        }

        await IsLimitedAsync("createCommunity", 0, new { name = "One more" });

        async Task IsLimitedAsync(string mutation, int times, object input)
        {
            for (var i = 0; i < times; i++)
            {
                await owner.MustAsync(mutation, input);
            }

            var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!";
            var refused = await owner.AskAsync(
                $"mutation($input: {type}) {{ {mutation}(input: $input) {{ errors {{ __typename }} }} }}", new { input });
            Assert.Equal("RATE_LIMITED", refused.Code);
            Assert.True((int)refused.Errors![0]!["extensions"]!["retryAfter"]! > 0);
        }
    }

    [Fact]
    public async Task What_an_operator_hides_is_in_their_audit_log_and_in_nobody_elses()
    {
        var (author, admin, second) = (await server.SignUpAsync(), await server.AdminAsync(), await server.AdminAsync());
        var post = await author.PostedAsync(new { text = "Buy now", visibility = "PUBLIC" });
        var comment = await author.CommentedAsync(post);
        await admin.MustAsync("hideContent", new { subject = comment, reason = "Spam" });
        await admin.MustAsync("hideContent", new { subject = post, reason = "Spam" });
        await admin.MustAsync("hideContent", new { subject = post, reason = "Again" });
        await admin.MustAsync("hideContent", new { subject = post, reason = "A mistake", hidden = false });
        var details = await LogAsync(admin);
        Assert.Equal(3, details.Count);
        Assert.Matches("^The post [0-9a-f-]{36} was shown again\\.$", details[0]);
        Assert.Matches("^The post [0-9a-f-]{36} was hidden\\.$", details[1]);
        Assert.Matches("^The comment [0-9a-f-]{36} was hidden\\.$", details[2]);
        foreach (var person in new[] { author, second })
        {
            Assert.Empty(await LogAsync(person));
        }

        static async Task<List<string>> LogAsync(Somebody person) =>
            [.. (await person.DataAsync("{ viewer { security { auditLog { nodes { kind detail } } } } }"))
                ["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray()
                .Where(node => (string)node!["kind"]! == "CONTENT_HIDDEN").Select(node => (string)node!["detail"]!)];
    }

    private static async Task<JsonNode> SeenAsync(Somebody viewer, string community) =>
        (await viewer.DataAsync(Look, new { id = community }))["node"]!;
}
