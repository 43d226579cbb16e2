using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Communities;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Communities;

/// <summary>What communities and their members are refused for.</summary>
public sealed class CommunityErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("createCommunity", "ValidationError", async stage => await (await stage.Someone).TryAsync("createCommunity", new { name = "" })),
        new("createCommunity", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("createCommunity", new { name = "Savers", fund = Unknown("Fund") })),
        new("createCommunity", "RealNameLevelRequiredError", async stage =>
            await (await stage.PersonAsync()).TryAsync("createCommunity", new { name = "Savers", requiredLevel = "CLASS_III" })),
        new("createCommunity", "CommunityLimitError", async stage =>
        {
            var owner = await stage.PersonAsync();
            for (var i = 0; i < Community.MaxOwned; i++)
            {
                await owner.FoundAsync();
            }

            return await owner.TryAsync("createCommunity", new { name = "One more" });
        }),

        new("updateCommunity", "ValidationError", stage => OfOwnerAsync(stage, "updateCommunity", community => new { community, name = "" })),
        new("updateCommunity", "NotFoundError", stage => UnknownAsync(stage, "updateCommunity", community => new { community })),
        new("updateCommunity", "CommunityRoleRequiredError", stage => OfMemberAsync(stage, "updateCommunity", community => new { community })),
        .. new[] { "updateCommunity", "removeCommunityMember", "setCommunityRole" }.SelectMany(field => new Provocation[]
        {
            new(field, "AccountFrozenError", async stage =>
            {
                var (owner, input) = await OwnerAsync(stage, field);
                Assert.Null((await owner.FreezeAsync())["errors"]);
                return await owner.TryAsync(field, input);
            }),
            new(field, "AccountRestrictedError", async stage =>
            {
                var (owner, input) = await OwnerAsync(stage, field);
                await AccountErrorTests.RestrictAsync(stage, owner);
                return await owner.TryAsync(field, input);
            }),
        }),

        new("joinCommunity", "ValidationError", stage => OfStrangerAsync(
            stage, "joinCommunity", community => new { community, message = Long(201) })),
        new("joinCommunity", "NotFoundError", stage => UnknownAsync(stage, "joinCommunity", community => new { community })),
        new("joinCommunity", "RealNameLevelRequiredError", async stage =>
        {
            var community = await (await stage.PersonAsync(RealNameLevel.ClassIII)).FoundAsync(new { requiredLevel = "CLASS_III" });
            return await (await stage.Friend).TryAsync("joinCommunity", new { community });
        }),
        new("joinCommunity", "NotAdmittedError", async stage =>
        {
            var (owner, member) = (await stage.Someone, await stage.SignUpAsync());
            var community = await owner.FoundAsync();
            await member.JoinAsync(community);
            await owner.MustAsync("removeCommunityMember", new { community, user = member.Id });
            return await member.TryAsync("joinCommunity", new { community });
        }),
        new("joinCommunity", "CommunityLimitError", async stage =>
        {
            var community = await (await stage.PersonAsync()).FoundAsync();
            await FillAsync(stage, community);
            return await (await stage.SignUpAsync()).TryAsync("joinCommunity", new { community });
        }),

        new("leaveCommunity", "NotFoundError", stage => UnknownAsync(stage, "leaveCommunity", community => new { community })),
        new("leaveCommunity", "OwnerMustHandOverError", async stage =>
        {
            var (owner, member) = (await stage.PersonAsync(), await stage.SignUpAsync());
            var community = await owner.FoundAsync();
            await member.JoinAsync(community);
            return await owner.TryAsync("leaveCommunity", new { community });
        }),

        new("answerJoinRequest", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("answerJoinRequest", new { request = Unknown("JoinRequest"), accept = true })),
        new("answerJoinRequest", "CommunityLimitError", async stage =>
        {
            var (owner, asker) = (await stage.PersonAsync(), await stage.SignUpAsync());
            var community = await owner.FoundAsync(new { admission = "ON_REQUEST" });
            await asker.JoinAsync(community);
            var request = (string)(await owner.DataAsync(
                "query($id: ID!) { node(id: $id) { ... on Community { joinRequests { nodes { id } } } } }", new { id = community }))
                ["node"]!["joinRequests"]!["nodes"]![0]!["id"]!;
            await FillAsync(stage, community);
            return await owner.TryAsync("answerJoinRequest", new { request, accept = true });
        }),

        new("inviteToCommunity", "ValidationError", stage => OfOwnerAsync(
            stage, "inviteToCommunity", community => new { community, users = Array.Empty<string>() })),
        new("inviteToCommunity", "NotFoundError", stage => UnknownAsync(
            stage, "inviteToCommunity", community => new { community, users = new[] { Unknown("User") } })),
        new("inviteToCommunity", "NotFriendsError", async stage =>
        {
            var users = new[] { (await stage.Stranger).Id };
            return await OfOwnerAsync(stage, "inviteToCommunity", community => new { community, users });
        }),
        new("inviteToCommunity", "CommunityRoleRequiredError", async stage =>
        {
            var users = new[] { (await stage.Someone).Id };
            return await OfStrangerAsync(stage, "inviteToCommunity", community => new { community, users });
        }),

        new("removeCommunityMember", "NotFoundError", stage => UnknownAsync(
            stage, "removeCommunityMember", community => new { community, user = Unknown("User") })),
        new("removeCommunityMember", "CommunityRoleRequiredError", async stage =>
        {
            var user = (await stage.Someone).Id;
            return await OfMemberAsync(stage, "removeCommunityMember", community => new { community, user });
        }),

        new("setCommunityRole", "ValidationError", async stage =>
        {
            var user = (await stage.Someone).Id;
            return await OfOwnerAsync(stage, "setCommunityRole", community => new { community, user, role = "MEMBER" });
        }),
        new("setCommunityRole", "NotFoundError", async stage =>
        {
            var user = (await stage.Stranger).Id;
            return await OfOwnerAsync(stage, "setCommunityRole", community => new { community, user, role = "MODERATOR" });
        }),
        new("setCommunityRole", "CommunityRoleRequiredError", async stage =>
        {
            var user = (await stage.Someone).Id;
            return await OfMemberAsync(stage, "setCommunityRole", community => new { community, user, role = "MEMBER" });
        }),
        new("setCommunityRole", "CommunityLimitError", async stage =>
        {
            var owner = await stage.PersonAsync();
            var community = await owner.FoundAsync();
            for (var i = 0; ; i++)
            {
                var member = await stage.SignUpAsync();
                await member.JoinAsync(community);
                var payload = await owner.TryAsync("setCommunityRole", new { community, user = member.Id, role = "MODERATOR" });
                if (i == Community.MaxModerators)
                {
                    return payload;
                }
            }
        }),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>The owner of a community with a member, and what changes the community or the member.</summary>
    private static async Task<(Somebody Owner, object Input)> OwnerAsync(Stage stage, string field)
    {
        var (owner, member) = (await stage.PersonAsync(), await stage.SignUpAsync());
        var community = await owner.FoundAsync();
        await member.JoinAsync(community);
        return (owner, field switch
        {
            "updateCommunity" => new { community, name = "Changed" },
            "setCommunityRole" => new { community, user = member.Id, role = "MODERATOR" },
            _ => (object)new { community, user = member.Id },
        });
    }

    private static async Task<JsonNode> OfOwnerAsync(Stage stage, string mutation, Func<string, object> input)
    {
        var owner = await stage.Someone;
        return await owner.TryAsync(mutation, input(await owner.FoundAsync()));
    }

    private static async Task<JsonNode> OfMemberAsync(Stage stage, string mutation, Func<string, object> input)
    {
        var (community, member) = (await (await stage.PersonAsync()).FoundAsync(), await stage.PersonAsync(RealNameLevel.ClassI));
        await member.JoinAsync(community);
        return await member.TryAsync(mutation, input(community));
    }

    private static async Task<JsonNode> OfStrangerAsync(Stage stage, string mutation, Func<string, object> input) =>
        await (await stage.Stranger).TryAsync(mutation, input(await (await stage.PersonAsync()).FoundAsync()));

    private static async Task<JsonNode> UnknownAsync(Stage stage, string mutation, Func<string, object> input) =>
        await (await stage.Someone).TryAsync(mutation, input(Unknown("Community")));

    /// <summary>As after years: there are as many members as there may be.</summary>
    private static Task FillAsync(Stage stage, string community)
    {
        var id = To<CommunityId>(community);
        return stage.ChangeAsync(db => db.Set<Community>()
            .Where(c => c.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.MemberCount, Community.MaxMembers)));
    }
}
