using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>
/// Counts how many friendships lie between two users. It searches from both sides at once, so that six steps need only
/// three from each side. Users in between count only if they let their friends be seen and are not hidden from the
/// viewer. So a distance tells nothing that the lists of friends would not tell.
/// </summary>
public static class Distances
{
    public const int Max = 6;

    /// <summary>
    /// The most people that are fetched for one step from one side. People whom only others reach count as not connected.
    /// </summary>
    public const int MostPeople = 50_000;

    /// <summary>
    /// Returns the distances to several users. A user who is missing in the result is farther away than asked, or
    /// hidden. Friends and friends of friends are found for all users together. Only for the others the search starts
    /// from each of them.
    /// </summary>
    public static async Task<IReadOnlyDictionary<UserId, int>> FromAsync(
        GraphDb db, UserId viewer, IReadOnlyCollection<UserId> others, int max, CancellationToken cancellationToken,
        int mostPeople = MostPeople)
    {
        var found = others.Where(other => other == viewer).ToDictionary(other => other, _ => 0);
        var open = await db.UsersFor(viewer)
            .Where(u => others.Contains(u.Id) && u.Id != viewer)
            .Select(u => u.Id)
            .ToListAsync(cancellationToken);
        var near = new Reach(db, viewer, viewer, mostPeople);
        Found(1, await db.Set<Friendship>()
            .Where(f => f.OwnerId == viewer && open.Contains(f.FriendId))
            .Select(f => f.FriendId)
            .ToListAsync(cancellationToken));
        if (max == 1 || open.Count == 0)
        {
            return found;
        }

        var friends = (await near.AtAsync(1, cancellationToken)).ToList();
        Found(2, await db.Set<Friendship>()
            .Where(f => open.Contains(f.OwnerId) && EF.Parameter(friends).Contains(f.FriendId))
            .Select(f => f.OwnerId)
            .Distinct()
            .ToListAsync(cancellationToken));
        foreach (var other in max > 2 ? open : [])
        {
            if (await BeyondAsync(near, new Reach(db, viewer, other, mostPeople), max, cancellationToken) is { } distance)
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

    /// <summary>
    /// Searches from the third step on, with steps from both sides in turn. An odd distance ends in a friendship
    /// between the two sides, an even one in a common friend.
    /// </summary>
    private static async Task<int?> BeyondAsync(Reach near, Reach far, int max, CancellationToken cancellationToken)
    {
        for (var distance = 3; distance <= max; distance++)
        {
            var steps = distance / 2;
            var (these, those) = (await near.AtAsync(steps, cancellationToken), await far.AtAsync(steps, cancellationToken));
            if (these.Count == 0 || those.Count == 0)
            {
                return null;
            }

            if (distance % 2 == 0 ? these.Overlaps(those) : await near.IsJoinedAsync(these, those, cancellationToken))
            {
                return distance;
            }
        }

        return null;
    }

    /// <summary>
    /// The users that one side reaches in a certain number of steps and not in fewer. Each ring is fetched once.
    /// </summary>
    private sealed class Reach(GraphDb db, UserId viewer, UserId start, int most)
    {
        private readonly HashSet<UserId> _seen = [start];
        private readonly List<HashSet<UserId>> _rings = [[start]];

        public async Task<HashSet<UserId>> AtAsync(int steps, CancellationToken cancellationToken)
        {
            while (_rings.Count <= steps)
            {
                var found = await NextAsync(_rings[^1], cancellationToken);
                _rings.Add([.. found.Where(_seen.Add)]);
            }

            return _rings[steps];
        }

        /// <summary>Returns whether a friendship connects a user of the first set with a user of the second.</summary>
        public Task<bool> IsJoinedAsync(HashSet<UserId> these, HashSet<UserId> those, CancellationToken cancellationToken)
        {
            var (fewer, more) = these.Count <= those.Count ? (these.ToList(), those.ToList()) : (those.ToList(), these.ToList());
            return db.Set<Friendship>().AnyAsync(
                f => EF.Parameter(fewer).Contains(f.OwnerId) && EF.Parameter(more).Contains(f.FriendId), cancellationToken);
        }

        private async Task<List<UserId>> NextAsync(HashSet<UserId> ring, CancellationToken cancellationToken)
        {
            var owners = ring.ToList();
            return await (
                from friendship in db.Set<Friendship>()
                join friend in db.UsersFor(viewer) on friendship.FriendId equals friend.Id
                where EF.Parameter(owners).Contains(friendship.OwnerId) && friend.FriendsSeeFriends
                select friend.Id).Distinct().Take(most).ToListAsync(cancellationToken);
        }
    }
}
