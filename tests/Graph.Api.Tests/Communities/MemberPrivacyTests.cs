using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;

namespace Graph.Api.Tests.Communities;

/// <summary>What the number of members, their list, and the owner tell to whom.</summary>
public sealed class MemberPrivacyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Look =
        """
        query($id: ID!) { node(id: $id) { ... on Community {
          memberCount owner { id displayName avatarUrl } moderators { id } members { totalCount nodes { id displayName } } } } }
        """;

    [Fact]
    public async Task Nobody_outside_learns_from_the_number_who_is_a_member()
    {
        var (owner, member, outsider) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        Assert.Equal((2, 2, 2), await CountsAsync());
        foreach (var person in new[] { member, owner })
        {
            await outsider.BlockAsync(person);
            Assert.Equal((2, 2, 2), await CountsAsync());
        }

        for (var i = 0; i < 10; i++)
        {
            await (await server.SignUpAsync()).JoinAsync(community);
        }

        Assert.Equal((12, 10, 10), await CountsAsync());
        await member.MustAsync("leaveCommunity", new { community });
        Assert.Equal((11, 10, 10), await CountsAsync());

        async Task<(int Inside, int Outside, int Anonymous)> CountsAsync() => (
            (int)(await SeenAsync(owner, community))["memberCount"]!,
            (int)(await SeenAsync(outsider, community))["memberCount"]!,
            (int)(await server.Client().DataAsync("query($id: ID!) { node(id: $id) { ... on Community { memberCount } } }", new { id = community }))
                ["node"]!["memberCount"]!);
    }

    [Fact]
    public async Task A_block_with_the_owner_changes_nothing_that_one_sees_of_a_community()
    {
        var (owner, member, invited) = (await server.PersonAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var (outsider, stranger) = (await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        await member.BefriendAsync(invited);
        await member.MustAsync("inviteToCommunity", new { community, users = new[] { invited.Id } });
        var before = new List<string>();
        foreach (var person in new[] { member, invited, outsider })
        {
            before.Add((await SeenAsync(person, community)).ToJsonString());
            await owner.BlockAsync(person);
        }

        Assert.Equal(owner.Id, (string)(await SeenAsync(invited, community))["owner"]!["id"]!);
        Assert.Null((await SeenAsync(stranger, community))["owner"]);
        await owner.MustAsync("updateProfile", new { displayName = "Another name", avatarUrl = "https://example.com/new.jpg" });
        Assert.Equal(before, [
            (await SeenAsync(member, community)).ToJsonString(),
            (await SeenAsync(invited, community)).ToJsonString(),
            (await SeenAsync(outsider, community)).ToJsonString()]);
        Assert.Equal(2, (int)(await SeenAsync(owner, community))["members"]!["totalCount"]!);
    }

    [Fact]
    public async Task Whom_a_block_hides_is_as_if_gone_for_members_and_there_for_those_who_moderate()
    {
        var (owner, moderator) = (await server.PersonAsync(), await server.SignUpAsync());
        var (member, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync();
        foreach (var person in new[] { moderator, member, other })
        {
            await person.JoinAsync(community);
        }

        await owner.MustAsync("setCommunityRole", new { community, user = moderator.Id, role = "MODERATOR" });
        await member.BlockAsync(other);
        await member.BlockAsync(moderator);
        await AssertAsync(other, [moderator, other, owner]);
        await AssertAsync(member, [member, owner]);
        await AssertAsync(moderator, [other, member, moderator, owner]);
        Assert.Empty((await SeenAsync(member, community))["moderators"]!.AsArray());
        Assert.Equal(moderator.Id, (string)Assert.Single((await SeenAsync(other, community))["moderators"]!.AsArray())!["id"]!);

        // Who owns it gives roles across a block too.
        await owner.BlockAsync(member);
        await owner.MustAsync("setCommunityRole", new { community, user = member.Id, role = "MODERATOR" });
        await AssertAsync(member, [other, member, moderator, owner]);
        Assert.Equal(2, (await SeenAsync(moderator, community))["moderators"]!.AsArray().Count);

        async Task AssertAsync(Somebody viewer, Somebody[] expected)
        {
            var seen = await SeenAsync(viewer, community);
            Assert.Equal((expected.Length, expected.Length), ((int)seen["memberCount"]!, (int)seen["members"]!["totalCount"]!));
            Assert.Equal(
                expected.Select(person => person.Id).Order(),
                seen["members"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!).Order());
        }
    }

    private static async Task<JsonNode> SeenAsync(Somebody viewer, string community) =>
        (await viewer.DataAsync(Look, new { id = community }))["node"]!;
}
