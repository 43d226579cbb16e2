using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>
/// Lists of other people's friends, as the viewer may see them. Each query begins with the few friendships of one
/// person and then looks up the friends. If the database's planner began with all users in the order of their handles,
/// it would read the whole table of users.
/// </summary>
internal static class FriendLists
{
    private static readonly Keyset<User> Mutual = new Keyset<User>("mutual friends").By(u => u.Handle);
    private static readonly Keyset<User> Theirs = new Keyset<User>("friends of").By(u => u.Handle);

    /// <summary>
    /// The friends of both people. A mutual friend who hides their list of friends is left out, because the list would
    /// reveal their friendship with the other person. The list is empty when one of the two has blocked the other.
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

    /// <summary>The friends of a person, without those who are hidden from the viewer by a block.</summary>
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
