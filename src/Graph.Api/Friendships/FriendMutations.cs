using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>The person who receives the friend request, and a message.</summary>
/// <param name="User">The ID of the person to ask.</param>
/// <param name="Message">A message to that person, at most 200 characters.</param>
public sealed record SendFriendRequestInput(UserId User, string? Message);

/// <summary>The answer to a friend request.</summary>
/// <param name="Request">The ID of an open friend request that the viewer received.</param>
/// <param name="Accept">True accepts the request: the two become friends. False declines it.</param>
public sealed record AnswerFriendRequestInput(FriendRequestId Request, bool Accept);

/// <summary>The friend request to cancel.</summary>
/// <param name="Request">The ID of a friend request that the viewer sent.</param>
public sealed record CancelFriendRequestInput(FriendRequestId Request);

/// <summary>
/// The changes to the viewer's side of a friendship. A field that is left out or null stays as it is.
/// </summary>
/// <param name="User">The ID of a friend.</param>
/// <param name="Alias">The viewer's own name for the friend, at most 40 characters. An empty text clears it.</param>
/// <param name="Tags">
/// All tags of the friend; they replace the old ones. At most 10 tags of 1 to 20 characters.
/// </param>
/// <param name="ShowsRealName">Whether this friend may see the viewer's full real name.</param>
public sealed record UpdateFriendInput(UserId User, string? Alias, IReadOnlyList<string>? Tags, bool? ShowsRealName);

/// <summary>The friend to remove.</summary>
/// <param name="User">The ID of the friend.</param>
public sealed record RemoveFriendInput(UserId User);

/// <summary>The person to block.</summary>
/// <param name="User">The ID of the person.</param>
public sealed record BlockUserInput(UserId User);

/// <summary>The person to unblock.</summary>
/// <param name="User">The ID of a person from `viewer.blockedUsers`.</param>
public sealed record UnblockUserInput(UserId User);

/// <param name="Request">
/// The open request of the viewer. If the other person had already sent one to the viewer: that request, accepted now.
/// </param>
/// <param name="Friendship">
/// The viewer's side of the new friendship, if the other person had already sent a request; otherwise null.
/// </param>
public sealed record FriendRequestMade(FriendRequestNode Request, FriendshipNode? Friendship);

/// <param name="Request">The request, which is ACCEPTED or DECLINED now.</param>
/// <param name="Friend">The new friend, if the request was accepted; otherwise null.</param>
public sealed record FriendRequestAnswered(FriendRequestNode Request, FriendEdge? Friend);

/// <param name="Request">The request, which is CANCELLED now.</param>
public sealed record FriendRequestCancelled(FriendRequestNode Request);

/// <param name="Friendship">The viewer's side of the friendship with the changes.</param>
public sealed record FriendUpdated(FriendshipNode Friendship);

/// <param name="User">The other person. Their `relation` shows the new relation to the viewer.</param>
public sealed record RelationChanged(UserNode User);

[MutationFields]
public sealed class FriendMutations
{
    /// <summary>
    /// Sends a friend request to a person. If that person has already sent one to the viewer, the two become friends
    /// at once. Calling it again while the request is open returns that request and changes nothing. At most 200 in a day; more
    /// are refused with RATE_LIMITED.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(AlreadyFriendsError), typeof(TooManyFriendsError))]
    public static async Task<FriendRequestMade> SendFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        SendFriendRequestInput input)
    {
        var sent = await friends.SendRequestAsync(caller.Viewer, input.User, input.Message);
        var friendship = sent.Friendship is { } id ? await loaders.Friendships.LoadAsync(id, CancellationToken.None) : null;
        return new FriendRequestMade((await loaders.Requests.LoadAsync(sent.Request, CancellationToken.None))!, friendship);
    }

    /// <summary>
    /// Accepts or declines a friend request that the viewer received. Calling it again fails with
    /// FriendRequestClosedError.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(FriendRequestClosedError), typeof(TooManyFriendsError))]
    public static async Task<FriendRequestAnswered> AnswerFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        GraphDb db,
        Caller caller,
        AnswerFriendRequestInput input)
    {
        await friends.AnswerRequestAsync(caller.Viewer, input.Request, input.Accept);
        var request = (await loaders.Requests.LoadAsync(input.Request, CancellationToken.None))!;
        var friend = input.Accept ? await FriendAsync(db, caller.Viewer, input.Request) : null;
        return new FriendRequestAnswered(request, friend);
    }

    /// <summary>
    /// Cancels an open friend request that the viewer sent. Calling it again changes nothing. If the request was
    /// answered or has expired, it fails with FriendRequestClosedError.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(FriendRequestClosedError))]
    public static async Task<FriendRequestCancelled> CancelFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        CancelFriendRequestInput input)
    {
        var id = await friends.CancelRequestAsync(caller.Viewer, input.Request);
        return new FriendRequestCancelled((await loaders.Requests.LoadAsync(id, CancellationToken.None))!);
    }

    /// <summary>
    /// Changes the viewer's own notes about a friend, and whether the friend may see the viewer's full real name.
    /// Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<FriendUpdated> UpdateFriend(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        UpdateFriendInput input)
    {
        var id = await friends.ChangeAsync(
            caller.Viewer, input.User, new FriendChange(input.Alias, input.Tags, input.ShowsRealName));
        return new FriendUpdated((await loaders.Friendships.LoadAsync(id, CancellationToken.None))!);
    }

    /// <summary>
    /// Ends a friendship for both people. The other person gets no notification. Transfers between the two that are
    /// under way still arrive, and open payment requests can still be paid. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<RelationChanged> RemoveFriend(
        Friends friends, UserLoaders users, Caller caller, RemoveFriendInput input) =>
        new((await users.Named.LoadAsync(await friends.RemoveAsync(caller.Viewer, input.User), CancellationToken.None))!);

    /// <summary>
    /// Blocks a person. It ends their friendship with the viewer, closes open friend requests between them, and hides
    /// the two from each other. Only payments, payment requests and the like between them still name both. The other
    /// person gets no notification and cannot see that they are blocked. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<RelationChanged> BlockUser(
        Blocks blocks, UserLoaders users, Caller caller, BlockUserInput input) =>
        new((await users.Named.LoadAsync(await blocks.BlockAsync(caller.Viewer, input.User), CancellationToken.None))!);

    /// <summary>
    /// Unblocks a person. The two can see each other again, unless the other person has blocked the viewer too. They
    /// are strangers then: the friendship does not come back. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<RelationChanged> UnblockUser(
        Blocks blocks, UserLoaders users, Caller caller, UnblockUserInput input) =>
        new((await users.Named.LoadAsync(await blocks.UnblockAsync(caller.Viewer, input.User), CancellationToken.None))!);

    private static async Task<FriendEdge> FriendAsync(
        GraphDb db, UserId viewer, FriendRequestId request)
    {
        var row = await FriendRow.Of(db, viewer)
            .Where(row => db.Set<FriendRequest>().Any(r => r.Id == request && r.FromId == row.User.Id))
            .SingleAsync(CancellationToken.None);
        return new FriendEdge(new Edge<FriendRow>(_ => FriendRow.Order(null).Order.CursorOf(row), 0, row));
    }
}
