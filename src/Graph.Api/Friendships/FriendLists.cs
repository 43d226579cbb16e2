using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users;

namespace Graph.Api.Friendships;

/// <summary>Friends of other people, as the viewer may see them.</summary>
internal static class FriendLists
{
    private static readonly Keyset<User> Mutual = new Keyset<User>("mutual friends").By(u => u.Handle);
    private static readonly Keyset<User> Theirs = new Keyset<User>("friends of").By(u => u.Handle);

    /// <summary>
    /// Friends of both. Somebody who keeps their friends to themselves is not told to be the other's friend; of somebody
    /// hidden nothing is told.
    /// </summary>
    public static Task<Connection<UserNode>> MutualAsync(
        GraphDb db, UserId viewer, UserId other, PageArguments page, CancellationToken cancellationToken)
    {
        var mutual = db.Users.Where(u =>
            u.FriendsSeeFriends
            && db.Friendships.Any(f => f.OwnerId == viewer && f.FriendId == u.Id)
            && db.Friendships.Any(f => f.OwnerId == other && f.FriendId == u.Id)
            && !db.Blocks.Any(b => b.OwnerId == viewer && b.OtherId == other));
        return Mutual.PageAsync(
            viewer == other ? mutual.Where(_ => false) : mutual, page, user => new UserNode(user), cancellationToken);
    }

    /// <summary>All of somebody's friends but those who are hidden from the viewer.</summary>
    public static Task<Connection<UserNode>> OfAsync(
        GraphDb db, UserId viewer, UserId owner, PageArguments page, CancellationToken cancellationToken)
    {
        var friends = db.UsersFor(viewer).Where(u => db.Friendships.Any(f => f.OwnerId == owner && f.FriendId == u.Id));
        return Theirs.PageAsync(friends, page, user => new UserNode(user), cancellationToken);
    }
}
