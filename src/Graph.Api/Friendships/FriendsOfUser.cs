using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Friendships;

/// <summary>The fields of a user that concern their friendships and their relation to the viewer.</summary>
[FieldsOf(typeof(UserNode))]
public sealed class FriendsOfUser
{
    /// <summary>
    /// The name on this person's identity card. The viewer sees their own name in full, and the name of a friend who
    /// shows it to them; other names are masked like `*明`. Null below CLASS_I.
    /// </summary>
    public static Loading<string?> RealName(UserNode node, Caller caller, FriendshipLoaders friendships)
    {
        var user = node.Entity;
        if (user.RealName is not { } name || user.Level == RealNameLevel.None)
        {
            return new Loaded<string?>((string?)null);
        }

        if (caller.Id == user.Id)
        {
            return new Loaded<string?>(name);
        }

        var masked = UserNames.Mask(name);
        return friendships.Theirs.Load(
            user.Id, side => side is { ShowsRealName: true } && user.ShowsRealNameToFriends ? name : (string?)masked);
    }

    /// <summary>
    /// The viewer's side of the friendship, with the viewer's own notes; null when they are not friends.
    /// </summary>
    public static Loading<FriendshipNode?> Friendship(UserNode node, FriendshipLoaders friendships) =>
        friendships.Mine.Load(node.Entity.Id, side => side is null ? null : new FriendshipNode(side));

    /// <summary>The relation between the viewer and this person.</summary>
    public static Loading<Relation> Relation(UserNode node, FriendshipLoaders friendships) =>
        friendships.Relation.Load(node.Entity.Id);

    /// <summary>
    /// The open friend request between the viewer and this person, in either direction; null when there is none. Answer it with
    /// `answerFriendRequest`, or take it back with `cancelFriendRequest`.
    /// </summary>
    public static Loading<FriendRequestNode?> FriendRequest(UserNode node, FriendshipLoaders friendships) =>
        friendships.RequestWith.Load(node.Entity.Id, request => request is null ? null : new FriendRequestNode(request));

    /// <summary>
    /// This person's friends, in the order of their names. Null unless the person is the viewer, or a friend of the
    /// viewer who shows their list of friends. People who are hidden from the viewer by a block are neither listed nor
    /// counted.
    /// </summary>
    public static Loading<Connection<UserNode>?> Friends(
        UserNode node, GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        FriendLists.Of(pages, db, caller.Viewer, node.Entity.Id, page);

    /// <summary>
    /// The friends that the viewer and this person have in common, in the order of their names. Mutual friends who
    /// hide their list of friends are left out.
    /// </summary>
    public static Loading<Connection<UserNode>> MutualFriends(
        UserNode node, GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        FriendLists.MutualOf(pages, db, caller.Viewer, node.Entity.Id, page);

    /// <summary>
    /// The number of steps along friendships from the viewer to this person: 0 for the viewer, 1 for a friend, 2 for a
    /// friend of a friend. Null when there are more than `max` steps. Steps lead only through people who show their
    /// list of friends; the answer does not name them.
    /// </summary>
    /// <param name="max">The largest number of steps to look for, 1 to 6.</param>
    public static Loading<int?> Distance(UserNode node, FriendshipLoaders friendships, int max = Distances.Max) =>
        max is >= 1 and <= Distances.Max
            ? friendships.Distance.Load((node.Entity.Id, max))
            : throw GraphError.BadUserInput($"`max` must be from 1 to {Distances.Max}.", "max");
}
