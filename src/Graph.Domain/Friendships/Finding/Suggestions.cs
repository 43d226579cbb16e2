using System.Runtime.InteropServices;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships.Finding;

/// <summary>How many friends a viewer shares with each friend of a friend who is no friend yet.</summary>
/// <param name="Counts">The people, and the number of friends whom they share with the viewer.</param>
/// <param name="IsWhole">
/// False if the viewer's friends have too many friends to read all of them. Then the numbers are those of a part, which is the same
/// each time.
/// </param>
public sealed record SharedFriends(IReadOnlyDictionary<UserId, int> Counts, bool IsWhole);

/// <summary>Whom a viewer may know: friends of friends, as far as those let their friends be seen.</summary>
public static class Suggestions
{
    /// <summary>The most friendships of the viewer's friends that are read.</summary>
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
        var friends = await FriendOfViewer.All.ListAsync(db, viewer, cancellationToken);
        var (open, sum, isWhole) = (new List<UserId>(), 0L, true);
        foreach (var friend in friends.Where(friend => friend.IsPassable))
        {
            sum += friend.FriendCount;
            if (sum > mostFriendships)
            {
                isWhole = false;
                break;
            }

            open.Add(friend.Id);
        }

        var counts = new Dictionary<UserId, int>();
        foreach (var part in open.Chunk(Part))
        {
            await foreach (var person in Reach.FriendsOf.Rows(db, part, cancellationToken))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, person, out _)++;
            }
        }

        counts.Remove(viewer);
        friends.ForEach(friend => counts.Remove(friend.Id));
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
