using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;
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

/// <param name="Request">The open request; the other's, when the two crossed.</param>
/// <param name="Friendship">The viewer's side, when two requests crossed and made a friendship.</param>
public sealed record FriendRequestMade(FriendRequestNode Request, FriendshipNode? Friendship);

/// <param name="Request">The request as it is now.</param>
/// <param name="Friend">The new friend, when the answer was yes.</param>
public sealed record FriendRequestAnswered(FriendRequestNode Request, FriendEdge? Friend);

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

    private static async Task<FriendEdge> FriendAsync(
        GraphDb db, UserId viewer, FriendRequestId request, CancellationToken cancellationToken)
    {
        var row = await FriendRow.Of(db, viewer)
            .Where(row => db.FriendRequests.Any(r => r.Id == request && r.FromId == row.User.Id))
            .SingleAsync(cancellationToken);
        return new FriendEdge(FriendRow.Order(null).CursorOf(row), row.User, row.Friendship);
    }
}
