using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Domain.Friendships;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Friendships;

/// <summary>What friendships and blocks are refused for.</summary>
public sealed class FriendshipErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("sendFriendRequest", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("sendFriendRequest", User((await stage.Someone).Id))),
        new("sendFriendRequest", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("sendFriendRequest", User(Unknown("User")))),
        new("sendFriendRequest", "AlreadyFriendsError", async stage =>
            await (await stage.Someone).TryAsync("sendFriendRequest", User((await stage.Friend).Id))),
        new("sendFriendRequest", "TooManyFriendsError", async stage =>
        {
            var (one, other, _) = await AskedAsync(stage);
            await FillAsync(stage, other);
            return await other.TryAsync("sendFriendRequest", User(one.Id));
        }),

        new("answerFriendRequest", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("answerFriendRequest", Yes(Unknown("FriendRequest")))),
        new("answerFriendRequest", "FriendRequestClosedError", async stage =>
        {
            var (one, other, request) = await AskedAsync(stage);
            Assert.Null((await one.TryAsync("cancelFriendRequest", new { request }))["errors"]);
            return await other.TryAsync("answerFriendRequest", Yes(request));
        }),
        new("answerFriendRequest", "TooManyFriendsError", async stage =>
        {
            var (one, other, request) = await AskedAsync(stage);
            await FillAsync(stage, one);
            return await other.TryAsync("answerFriendRequest", Yes(request));
        }),

        new("cancelFriendRequest", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("cancelFriendRequest", new { request = Unknown("FriendRequest") })),
        new("cancelFriendRequest", "FriendRequestClosedError", async stage =>
        {
            var (one, other, request) = await AskedAsync(stage);
            Assert.Null((await other.TryAsync("answerFriendRequest", Yes(request)))["errors"]);
            return await one.TryAsync("cancelFriendRequest", new { request });
        }),

        new("updateFriend", "ValidationError", async stage => await (await stage.Someone).TryAsync(
            "updateFriend", new { user = (await stage.Friend).Id, alias = Long(41) })),
        new("updateFriend", "NotFoundError", async stage => await (await stage.Someone).TryAsync(
            "updateFriend", new { user = (await stage.Stranger).Id, alias = "A" })),
        new("removeFriend", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("removeFriend", User(Unknown("User")))),

        new("blockUser", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("blockUser", User((await stage.Someone).Id))),
        new("blockUser", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("blockUser", User(Unknown("User")))),
        new("unblockUser", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("unblockUser", User(Unknown("User")))),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    private static object User(string user) => new { user };

    private static object Yes(string request) => new { request, accept = true };

    private static async Task<(Somebody One, Somebody Other, string Request)> AskedAsync(Stage stage)
    {
        var (one, other) = (await stage.SignUpAsync(), await stage.SignUpAsync());
        var payload = await one.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } } }",
            new { user = other.Id });
        return (one, other, (string)payload["request"]!["id"]!);
    }

    /// <summary>As after years: there are as many friends as there may be.</summary>
    private static Task FillAsync(Stage stage, Somebody person)
    {
        var id = To<UserId>(person.Id);
        return stage.ChangeAsync(db => db.Set<User>()
            .Where(u => u.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, Friendship.MaxFriends)));
    }
}
