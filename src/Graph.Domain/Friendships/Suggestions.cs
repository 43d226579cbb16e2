using System.Runtime.InteropServices;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships;

/// <summary>How many friends a viewer shares with each friend of a friend who is no friend yet.</summary>
/// <param name="Counts">The people, and the number of friends whom they share with the viewer.</param>
/// <param name="IsWhole">
/// False if the viewer's friends have too many friends to read all of them. Then the numbers are those of a part.
/// </param>
public sealed record SharedFriends(IReadOnlyDictionary<UserId, int> Counts, bool IsWhole);

/// <summary>Whom a viewer may know: friends of friends, as far as those let their friends be seen.</summary>
public static class Suggestions
{
    /// <summary>The number of friendships of the viewer's friends after which no more are read.</summary>
    public const int MostFriendships = 50_000;

    /// <summary>How many of the viewer's friends are asked for their friends with one query.</summary>
    private const int Part = 64;

    /// <summary>
    /// Counts in the program and not in the database, which would sort all these friendships to count them, and look at each of
    /// these people. Most of them share one friend with the viewer and are never shown.
    /// </summary>
    public static async Task<SharedFriends> CountAsync(
        GraphDb db, UserId viewer, CancellationToken cancellationToken, int mostFriendships = MostFriendships)
    {
        var friends = await Reach.FriendsOf.ListAsync(db, [viewer], cancellationToken);
        var open = await Reach.Passable.ListAsync(db, (viewer, friends), cancellationToken);
        var (counts, read, isWhole) = (new Dictionary<UserId, int>(), 0, true);

        // When only a part is read, it is the same part each time.
        foreach (var part in open.OrderBy(friend => friend.Value).Chunk(Part))
        {
            if (read >= mostFriendships)
            {
                isWhole = false;
                break;
            }

            await foreach (var person in Reach.FriendsOf.Rows(db, part, cancellationToken))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, person, out _)++;
                read++;
            }
        }

        counts.Remove(viewer);
        friends.ForEach(friend => counts.Remove(friend));
        return new SharedFriends(counts, isWhole);
    }

    /// <summary>
    /// Selects those of some people who may be suggested: nobody whom a block hides, no closed account, and nobody with an open request
    /// from or to the viewer.
    /// </summary>
    public static IQueryable<User> Among(GraphDb db, UserId viewer, IReadOnlyList<UserId> people, DateTime now) =>
        db.UsersFor(viewer).Where(user => people.Contains(user.Id)
            && !db.Set<FriendRequest>().Any(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now
                && ((r.FromId == viewer && r.ToId == user.Id) || (r.FromId == user.Id && r.ToId == viewer))));
}
