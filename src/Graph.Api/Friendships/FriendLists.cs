using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Persistence;
using Graph.Domain.Users;

namespace Graph.Api.Friendships;

/// <summary>Friends of two people, as one of them may see them.</summary>
internal static class MutualFriendLists
{
    private static readonly Keyset<User> ByHandle = new Keyset<User>("mutual friends").By(u => u.Handle);

    /// <summary>Somebody who keeps their friends to themselves is not told to be the other's friend.</summary>
    public static Task<Connection<UserNode>> PageAsync(
        GraphDb db, UserId viewer, UserId other, PageArguments page, CancellationToken cancellationToken)
    {
        var mutual = db.Users.Where(u =>
            u.FriendsSeeFriends
            && db.Friendships.Any(f => f.OwnerId == viewer && f.FriendId == u.Id)
            && db.Friendships.Any(f => f.OwnerId == other && f.FriendId == u.Id));
        return ByHandle.PageAsync(
            viewer == other ? mutual.Where(_ => false) : mutual, page, user => new UserNode(user), cancellationToken);
    }
}
