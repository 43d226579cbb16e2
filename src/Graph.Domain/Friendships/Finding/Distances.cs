using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships.Finding;

/// <summary>
/// Counts how many friendships lie between two users. It searches from both sides at once, so that six steps need only
/// three from each side. Users in between count only if they let their friends be seen and are not hidden from the
/// viewer. So a distance tells nothing that the lists of friends would not tell.
/// </summary>
public static class Distances
{
    public const int Max = 6;

    /// <summary>
    /// The most people that are fetched for one step from one side. People whom only others reach count as not connected, unless a
    /// friendship joins them with somebody whom the other side has fetched.
    /// </summary>
    public const int MostPeople = 50_000;

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), Seen> Visible = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id)).Select(u => new Seen
        {
            Id = u.Id,
            IsFriend = db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == u.Id),
        }));

    private static readonly KeptQuery<(IReadOnlyList<UserId> Between, IReadOnlyList<UserId> Ids), UserId> FriendsOfFriends = new((db, of) =>
        db.Set<Friendship>().Where(f => of.Ids.Contains(f.OwnerId) && of.Between.Contains(f.FriendId)).Select(f => f.OwnerId).Distinct());

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
        var visible = await Visible.ListAsync(db, (viewer, [.. others.Where(other => other != viewer).Distinct()]), cancellationToken);
        var open = visible.ConvertAll(other => other.Id);
        Found(1, [.. visible.Where(other => other.IsFriend).Select(other => other.Id)]);
        if (max == 1 || open.Count == 0)
        {
            return found;
        }

        List<UserId> passable = [.. (await FriendOfViewer.All.ListAsync(db, viewer, cancellationToken)).Where(friend => friend.IsPassable).Select(friend => friend.Id)];
        if (passable.Count == 0)
        {
            return found;
        }

        var near = new Reach(db, viewer, viewer, passable, mostPeople);
        Found(2, await FriendsOfFriends.ListAsync(db, (passable, open), cancellationToken));
        foreach (var other in max > 2 ? open : [])
        {
            if (await BeyondAsync(near, new Reach(db, viewer, other, friends: null, mostPeople), max, cancellationToken) is { } distance)
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
    /// Searches from the third step on: the two sides go a step in turn, until somebody is reached by both. When a side goes its step,
    /// all people that the other one reaches with its own steps are known.
    /// </summary>
    private static async Task<int?> BeyondAsync(Reach near, Reach far, int max, CancellationToken cancellationToken)
    {
        await far.ReadFriendsAsync(cancellationToken);
        for (var distance = 3; distance <= max; distance++)
        {
            var (goes, waits) = distance % 2 == 1 ? (near, far) : (far, near);
            var others = waits.At(distance / 2);
            if (others.Count == 0)
            {
                return null;
            }

            if (await goes.MeetsAsync((distance + 1) / 2, others, cancellationToken))
            {
                return distance;
            }
        }

        return null;
    }

    private sealed class Seen
    {
        public required UserId Id { get; init; }

        public required bool IsFriend { get; init; }
    }
}
