using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships;

/// <summary>A user whom the viewer may know, and the number of friends they share.</summary>
public sealed class Suggestion
{
    public required User User { get; init; }

    public required int MutualFriendCount { get; init; }

    /// <summary>
    /// Selects friends of the viewer's friends, as far as those let their friends be seen. Left out are users who are
    /// friends already, who have an open request from or to the viewer, and who are hidden by a block.
    /// </summary>
    public static IQueryable<Suggestion> For(GraphDb db, UserId viewer, DateTime now)
    {
        var shared =
            from mine in db.Set<Friendship>()
            join mutual in db.Set<User>() on mine.FriendId equals mutual.Id
            join theirs in db.Set<Friendship>() on mine.FriendId equals theirs.OwnerId
            where mine.OwnerId == viewer && mutual.FriendsSeeFriends && theirs.FriendId != viewer
            group theirs by theirs.FriendId into counted
            select new { Id = counted.Key, Count = counted.Count() };
        return
            from user in db.UsersFor(viewer)
            join counted in shared on user.Id equals counted.Id
            where !db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == user.Id)
                && !db.Set<FriendRequest>().Any(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now
                    && ((r.FromId == viewer && r.ToId == user.Id) || (r.FromId == user.Id && r.ToId == viewer)))
            select new Suggestion { User = user, MutualFriendCount = counted.Count };
    }
}
