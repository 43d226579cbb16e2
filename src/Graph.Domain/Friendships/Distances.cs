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

    /// <summary>
    /// To each of some people; whoever is missing is farther than asked, or hidden. Friends, and friends of friends, are
    /// found for all of them together; only for the others each one's own surroundings are looked at.
    /// </summary>
    public static async Task<IReadOnlyDictionary<UserId, int>> FromAsync(
        GraphDb db, UserId viewer, IReadOnlyCollection<UserId> others, int max, CancellationToken cancellationToken)
    {
        var found = others.Where(other => other == viewer).ToDictionary(other => other, _ => 0);
        var open = await db.UsersFor(viewer)
            .Where(u => others.Contains(u.Id) && u.Id != viewer)
            .Select(u => u.Id)
            .ToListAsync(cancellationToken);
        var near = new Reach(viewer);
        Found(1, await db.Friendships
            .Where(f => f.OwnerId == viewer && open.Contains(f.FriendId))
            .Select(f => f.FriendId)
            .ToListAsync(cancellationToken));
        if (max == 1 || open.Count == 0)
        {
            return found;
        }

        near.Grow(await FriendsOfAsync(db, viewer, near.Edge, cancellationToken));
        var friends = near.Edge.ToList();
        Found(2, await db.Friendships
            .Where(f => open.Contains(f.OwnerId) && EF.Parameter(friends).Contains(f.FriendId))
            .Select(f => f.OwnerId)
            .Distinct()
            .ToListAsync(cancellationToken));
        foreach (var other in max > 2 ? open : [])
        {
            if (await BeyondAsync(db, viewer, near.Copy(), other, max, cancellationToken) is { } distance)
            {
                found[other] = distance;
            }
        }

        return found;

        void Found(int distance, List<UserId> people)
        {
            people.ForEach(person => found[person] = distance);
            open.RemoveAll(people.Contains);
        }
    }

    /// <summary>From three steps on, by both sides in turn: odd ones end in a friendship, even ones in a common friend.</summary>
    private static async Task<int?> BeyondAsync(
        GraphDb db, UserId viewer, Reach near, UserId other, int max, CancellationToken cancellationToken)
    {
        var far = new Reach(other);
        far.Grow(await FriendsOfAsync(db, viewer, far.Edge, cancellationToken));
        for (var distance = 3; distance <= max && near.Edge.Count > 0 && far.Edge.Count > 0; distance++)
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
    private sealed class Reach(HashSet<UserId> seen, HashSet<UserId> edge)
    {
        public Reach(UserId start)
            : this([start], [start])
        {
        }

        public HashSet<UserId> Edge { get; private set; } = edge;

        public void Grow(List<UserId> found) => Edge = [.. found.Where(seen.Add)];

        public Reach Copy() => new([.. seen], [.. Edge]);
    }
}
