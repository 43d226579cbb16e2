using Graph.Domain.Persistence;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>
/// How many steps along friendships lie between two people. Looks from both sides at once, so that six steps are three
/// from each. Of whoever lies between, only those count who let their friends be seen and are not hidden from the viewer:
/// a distance tells nothing that a list of friends would not.
/// </summary>
public static class Distances
{
    public const int Max = 6;

    public static async Task<int?> FromAsync(
        GraphDb db, UserId viewer, UserId other, int max, CancellationToken cancellationToken)
    {
        if (viewer == other)
        {
            return 0;
        }

        if (!await db.UsersFor(viewer).AnyAsync(u => u.Id == other, cancellationToken))
        {
            return null;
        }

        var (near, far) = (new Reach(viewer), new Reach(other));
        for (var distance = 1; distance <= max && near.Edge.Count > 0 && far.Edge.Count > 0; distance++)
        {
            var meet = distance % 2 == 1
                ? await AreJoinedAsync(db, near.Edge, far.Edge, cancellationToken)
                : await MeetAsync();
            if (meet)
            {
                return distance;
            }
        }

        return null;

        async Task<bool> MeetAsync()
        {
            near.Grow(await FriendsOfAsync(db, viewer, near.Edge, cancellationToken));
            far.Grow(await FriendsOfAsync(db, viewer, far.Edge, cancellationToken));
            return near.Edge.Overlaps(far.Edge);
        }
    }

    /// <summary>Whether a friendship leads from one of these to one of those.</summary>
    private static Task<bool> AreJoinedAsync(
        GraphDb db, HashSet<UserId> these, HashSet<UserId> those, CancellationToken cancellationToken)
    {
        var (fewer, more) = these.Count <= those.Count ? (these.ToList(), those.ToList()) : (those.ToList(), these.ToList());
        return db.Friendships.AnyAsync(
            f => EF.Parameter(fewer).Contains(f.OwnerId) && EF.Parameter(more).Contains(f.FriendId), cancellationToken);
    }

    private static async Task<List<UserId>> FriendsOfAsync(
        GraphDb db, UserId viewer, HashSet<UserId> people, CancellationToken cancellationToken)
    {
        var owners = people.ToList();
        return await (
            from friendship in db.Friendships
            join friend in db.UsersFor(viewer) on friendship.FriendId equals friend.Id
            where EF.Parameter(owners).Contains(friendship.OwnerId) && friend.FriendsSeeFriends
            select friend.Id).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>How far one side has come: whom it has seen, and whom it saw last.</summary>
    private sealed class Reach(UserId start)
    {
        private readonly HashSet<UserId> _seen = [start];

        public HashSet<UserId> Edge { get; private set; } = [start];

        public void Grow(List<UserId> found) => Edge = [.. found.Where(_seen.Add)];
    }
}
