using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>
/// Friends of other people, as the viewer may see them. Each begins with the few friends of somebody and looks up who they
/// are: a planner that began with everybody, in the order of their handles, would look at everybody.
/// </summary>
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
        var mutual =
            from mine in db.Set<Friendship>()
            join friend in db.Set<User>() on mine.FriendId equals friend.Id
            where mine.OwnerId == viewer
                && friend.FriendsSeeFriends
                && db.Set<Friendship>().Any(f => f.OwnerId == other && f.FriendId == mine.FriendId)
                && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == other)
            select friend;
        return Mutual.PageAsync(
            viewer == other ? mutual.Where(_ => false) : mutual, page, user => new UserNode(user), cancellationToken);
    }

    /// <summary>All of somebody's friends but those who are hidden from the viewer.</summary>
    public static Task<Connection<UserNode>> OfAsync(
        GraphDb db, UserId viewer, UserId owner, PageArguments page, CancellationToken cancellationToken)
    {
        var friends =
            from theirs in db.Set<Friendship>()
            join friend in db.UsersFor(viewer) on theirs.FriendId equals friend.Id
            where theirs.OwnerId == owner
            select friend;
        return Theirs.PageAsync(friends, page, user => new UserNode(user), cancellationToken);
    }
}
