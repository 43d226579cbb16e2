using Graph.Api.Feed;
using Graph.Api.Friendships;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using GraphQL.DataLoader;

namespace Graph.Api.Users;

/// <summary>A person, as others see them. What is private hangs off `viewer`.</summary>
[Authenticated]
public sealed class UserNode(User user) : INode, IParty, IActivitySubject
{
    /// <summary>Opaque and global: give it to `node`, or wherever the ID of a user is asked for.</summary>
    public ITypedId Id => user.Id;

    /// <summary>The unique name by which others find this person; small letters, digits and _.</summary>
    public string Handle => user.Handle;

    /// <summary>The name to show, as this person chose it.</summary>
    public string DisplayName => user.DisplayName;

    /// <summary>The https address of a picture, if there is one.</summary>
    public string? AvatarUrl => user.AvatarUrl;

    /// <summary>What this person says about themselves, at most 300 characters.</summary>
    public string? Bio => user.Bio;

    /// <summary>How well this person is known; see RealNameLevel.</summary>
    public RealNameLevel RealNameLevel => user.Level;

    /// <summary>
    /// The name on the identity card: whole for oneself and for friends who are shown it, else masked like `*明`; null
    /// below CLASS_I.
    /// </summary>
    public IDataLoaderResult<string?> RealName(Caller caller, FriendshipLoaders friendships)
    {
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
    public IDataLoaderResult<FriendshipNode?> Friendship(FriendshipLoaders friendships) =>
        friendships.Mine.Load(user.Id, side => side is null ? null : new FriendshipNode(side));

    /// <summary>How the viewer stands to this person.</summary>
    public IDataLoaderResult<Relation> Relation(FriendshipLoaders friendships) => friendships.Relation.Load(user.Id);

    /// <summary>
    /// This person's friends, by handle; null unless it is the viewer, or a friend who lets their friends be seen. People
    /// who are hidden from the viewer are neither listed nor counted.
    /// </summary>
    public async Task<Connection<UserNode>?> Friends(
        GraphDb db, Caller caller, FriendshipLoaders friendships, PageArguments page, CancellationToken cancellationToken)
    {
        var maySee = caller.Id == user.Id
            || (user.FriendsSeeFriends && await friendships.Mine.LoadAsync(user.Id, cancellationToken) is not null);
        return maySee ? await FriendLists.OfAsync(db, caller.Viewer, user.Id, page, cancellationToken) : null;
    }

    /// <summary>Friends of both the viewer and this person who let their friends be seen, by handle.</summary>
    public Task<Connection<UserNode>> MutualFriends(
        GraphDb db, Caller caller, PageArguments page, CancellationToken cancellationToken) =>
        FriendLists.MutualAsync(db, caller.Viewer, user.Id, page, cancellationToken);

    /// <summary>
    /// Steps from the viewer along friendships: 0 is the viewer, 1 a friend; null beyond `max`. Who lies between is not
    /// told, and only those count who let their friends be seen.
    /// </summary>
    /// <param name="max">How far to look, 1 to 6.</param>
    public IDataLoaderResult<int?> Distance(FriendshipLoaders friendships, int max = Distances.Max) =>
        max is >= 1 and <= Distances.Max
            ? friendships.Distance.Load((user.Id, max))
            : throw GraphError.BadUserInput($"`max` is 1 to {Distances.Max}.");

    /// <summary>When this person signed up.</summary>
    public DateTime JoinedAt => user.JoinedAt;
}
