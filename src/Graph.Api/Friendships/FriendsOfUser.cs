using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Friendships;

/// <summary>How the viewer and another person stand to each other.</summary>
[FieldsOf(typeof(UserNode))]
public sealed class FriendsOfUser
{
    /// <summary>
    /// The name on the identity card: whole for oneself and for friends who are shown it, else masked like `*明`; null
    /// below CLASS_I.
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

    /// <summary>The viewer's own side of the friendship, with the viewer's own notes; null for whoever is no friend.</summary>
    public static Loading<FriendshipNode?> Friendship(UserNode node, FriendshipLoaders friendships) =>
        friendships.Mine.Load(node.Entity.Id, side => side is null ? null : new FriendshipNode(side));

    /// <summary>How the viewer stands to this person.</summary>
    public static Loading<Relation> Relation(UserNode node, FriendshipLoaders friendships) =>
        friendships.Relation.Load(node.Entity.Id);

    /// <summary>
    /// This person's friends, by handle; null unless it is the viewer, or a friend who lets their friends be seen. People
    /// who are hidden from the viewer are neither listed nor counted.
    /// </summary>
    public static async Task<Connection<UserNode>?> Friends(
        UserNode node,
        GraphDb db,
        Caller caller,
        FriendshipLoaders friendships,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var user = node.Entity;
        var maySee = caller.Id == user.Id
            || (user.FriendsSeeFriends && await friendships.Mine.LoadAsync(user.Id, cancellationToken) is not null);
        return maySee ? await FriendLists.OfAsync(db, caller.Viewer, user.Id, page, cancellationToken) : null;
    }

    /// <summary>Friends of both the viewer and this person who let their friends be seen, by handle.</summary>
    public static Task<Connection<UserNode>> MutualFriends(
        UserNode node, GraphDb db, Caller caller, PageArguments page, CancellationToken cancellationToken) =>
        FriendLists.MutualAsync(db, caller.Viewer, node.Entity.Id, page, cancellationToken);

    /// <summary>
    /// Steps from the viewer along friendships: 0 is the viewer, 1 a friend; null beyond `max`. Who lies between is not
    /// told, and only those count who let their friends be seen.
    /// </summary>
    /// <param name="max">How far to look, 1 to 6.</param>
    public static Loading<int?> Distance(UserNode node, FriendshipLoaders friendships, int max = Distances.Max) =>
        max is >= 1 and <= Distances.Max
            ? friendships.Distance.Load((node.Entity.Id, max))
            : throw GraphError.BadUserInput($"`max` is 1 to {Distances.Max}.");
}
