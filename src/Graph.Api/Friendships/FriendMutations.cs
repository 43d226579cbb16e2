using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>Whom to ask.</summary>
/// <param name="User">The id of a person.</param>
/// <param name="Message">What to say with it, at most 200 characters.</param>
public sealed record SendFriendRequestInput(UserId User, string? Message);

/// <summary>An answer.</summary>
/// <param name="Request">The id of a request that the viewer received.</param>
/// <param name="Accept">Whether the two become friends.</param>
public sealed record AnswerFriendRequestInput(FriendRequestId Request, bool Accept);

/// <summary>What is taken back.</summary>
/// <param name="Request">The id of a request that the viewer sent.</param>
public sealed record CancelFriendRequestInput(FriendRequestId Request);

/// <summary>What of the viewer's own side changes; what is left out stays.</summary>
/// <param name="User">The id of a friend.</param>
/// <param name="Alias">What the viewer calls the friend, at most 40 characters; an empty text clears it.</param>
/// <param name="Tags">The viewer's own words, all of them: at most 10, each 1 to 20 characters.</param>
/// <param name="ShowsRealName">Whether this friend sees the viewer's whole real name.</param>
public sealed record UpdateFriendInput(UserId User, string? Alias, IReadOnlyList<string>? Tags, bool? ShowsRealName);

/// <summary>Who is to be a friend no longer.</summary>
/// <param name="User">The id of a person.</param>
public sealed record RemoveFriendInput(UserId User);

/// <summary>Who is to be hidden.</summary>
/// <param name="User">The id of a person.</param>
public sealed record BlockUserInput(UserId User);

/// <summary>Who is to be hidden no longer.</summary>
/// <param name="User">The id of a person out of `blockedUsers`.</param>
public sealed record UnblockUserInput(UserId User);

/// <param name="Request">The open request; the other's, when the two crossed.</param>
/// <param name="Friendship">The viewer's side, when two requests crossed and made a friendship.</param>
public sealed record FriendRequestMade(FriendRequestNode Request, FriendshipNode? Friendship);

/// <param name="Request">The request as it is now.</param>
/// <param name="Friend">The new friend, when the answer was yes.</param>
public sealed record FriendRequestAnswered(FriendRequestNode Request, FriendEdge? Friend);

/// <param name="Request">The request as it is now.</param>
public sealed record FriendRequestCancelled(FriendRequestNode Request);

/// <param name="Friendship">The viewer's side as it is now.</param>
public sealed record FriendUpdated(FriendshipNode Friendship);

/// <param name="User">The other person, as they stand to the viewer now.</param>
public sealed record RelationChanged(UserNode User);

[MutationFields]
public sealed class FriendMutations
{
    /// <summary>
    /// Asks somebody to be friends. Asking again returns the open request; if the other has asked too, the two are friends
    /// at once.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(AlreadyFriendsError), typeof(TooManyFriendsError))]
    public static async Task<FriendRequestMade> SendFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        SendFriendRequestInput input,
        CancellationToken cancellationToken)
    {
        var sent = await friends.SendRequestAsync(caller.Viewer, input.User, input.Message);
        var friendship = sent.Friendship is { } id ? await loaders.Friendships.LoadAsync(id, cancellationToken) : null;
        return new FriendRequestMade((await loaders.Requests.LoadAsync(sent.Request, cancellationToken))!, friendship);
    }

    /// <summary>Says yes or no to a request that the viewer received.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(FriendRequestClosedError), typeof(TooManyFriendsError))]
    public static async Task<FriendRequestAnswered> AnswerFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        GraphDb db,
        Caller caller,
        AnswerFriendRequestInput input,
        CancellationToken cancellationToken)
    {
        await friends.AnswerRequestAsync(caller.Viewer, input.Request, input.Accept);
        var request = (await loaders.Requests.LoadAsync(input.Request, cancellationToken))!;
        var friend = input.Accept ? await FriendAsync(db, caller.Viewer, input.Request, cancellationToken) : null;
        return new FriendRequestAnswered(request, friend);
    }

    /// <summary>Takes a request back that the viewer sent. Again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(FriendRequestClosedError))]
    public static async Task<FriendRequestCancelled> CancelFriendRequest(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        CancelFriendRequestInput input,
        CancellationToken cancellationToken)
    {
        var id = await friends.CancelRequestAsync(caller.Viewer, input.Request);
        return new FriendRequestCancelled((await loaders.Requests.LoadAsync(id, cancellationToken))!);
    }

    /// <summary>Changes the viewer's own notes about a friend, and whether the friend sees the viewer's real name.</summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<FriendUpdated> UpdateFriend(
        Friends friends,
        FriendshipLoaders loaders,
        Caller caller,
        UpdateFriendInput input,
        CancellationToken cancellationToken)
    {
        var id = await friends.ChangeAsync(
            caller.Viewer, input.User, new FriendChange(input.Alias, input.Tags, input.ShowsRealName));
        return new FriendUpdated((await loaders.Friendships.LoadAsync(id, cancellationToken))!);
    }

    /// <summary>
    /// Ends a friendship, for both; the other is not told. Money that is under way between the two arrives, and what was
    /// asked for can still be paid.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<RelationChanged> RemoveFriend(
        Friends friends, UserLoaders users, Caller caller, RemoveFriendInput input, CancellationToken cancellationToken) =>
        new((await users.Named.LoadAsync(await friends.RemoveAsync(caller.Viewer, input.User), cancellationToken))!);

    /// <summary>
    /// Ends what there is of a friendship, and hides the two from each other everywhere but inside money that stands
    /// between them. The other is not told and cannot find out. Again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<RelationChanged> BlockUser(
        Blocks blocks, UserLoaders users, Caller caller, BlockUserInput input, CancellationToken cancellationToken) =>
        new((await users.Named.LoadAsync(await blocks.BlockAsync(caller.Viewer, input.User), cancellationToken))!);

    /// <summary>Lets somebody see the viewer again, and be seen; the two are strangers then.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<RelationChanged> UnblockUser(
        Blocks blocks, UserLoaders users, Caller caller, UnblockUserInput input, CancellationToken cancellationToken) =>
        new((await users.Named.LoadAsync(await blocks.UnblockAsync(caller.Viewer, input.User), cancellationToken))!);

    private static async Task<FriendEdge> FriendAsync(
        GraphDb db, UserId viewer, FriendRequestId request, CancellationToken cancellationToken)
    {
        var row = await FriendRow.Of(db, viewer)
            .Where(row => db.Set<FriendRequest>().Any(r => r.Id == request && r.FromId == row.User.Id))
            .SingleAsync(cancellationToken);
        return new FriendEdge(FriendRow.Order(null).CursorOf(row), row.User, row.Friendship);
    }
}
