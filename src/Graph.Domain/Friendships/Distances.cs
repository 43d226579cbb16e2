using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
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

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), UserId> Visible = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id)).Select(u => u.Id));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), UserId> Friends = new((db, of) =>
        db.Set<Friendship>().Where(f => f.OwnerId == of.Viewer && of.Ids.Contains(f.FriendId)).Select(f => f.FriendId));

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
        var open = await Visible.ListAsync(db, (viewer, [.. others.Where(other => other != viewer).Distinct()]), cancellationToken);
        Found(1, await Friends.ListAsync(db, (viewer, open), cancellationToken));
        if (max == 1 || open.Count == 0)
        {
            return found;
        }

        var near = new Reach(db, viewer, viewer, mostPeople);
        Found(2, await FriendsOfFriends.ListAsync(db, (await near.PassableFriendsAsync(cancellationToken), open), cancellationToken));
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
    /// Searches from the third step on: the two sides go a step in turn, until somebody is reached by both. When a side goes its step,
    /// all people that the other one reaches with its own steps are known.
    /// </summary>
    private static async Task<int?> BeyondAsync(Reach near, Reach far, int max, CancellationToken cancellationToken)
    {
        await far.ReadFriendsAsync(cancellationToken);
        for (var distance = 3; distance <= max; distance++)
        {
            var (goes, waits) = distance % 2 == 1 ? (near, far) : (far, near);
            if (await goes.MeetsAsync((distance + 1) / 2, waits.At(distance / 2), cancellationToken))
            {
                return distance;
            }
        }

        return null;
    }
}

/// <summary>
/// The users whom one side of a search reaches: in each ring those who are that many steps away and not fewer. A ring is read in
/// parts, and only as far as the search needs it. It may hold people who hide their friends, or whom a block hides: a search looks
/// these up only among those through whom it goes on.
/// </summary>
/// <param name="most">The most users of a ring.</param>
internal sealed class Reach(GraphDb db, UserId viewer, UserId start, int most)
{
    /// <summary>The number of users whose friends the first query of a ring reads; then that of each later one.</summary>
    private const int FirstPart = 64, Part = 1_000;

    internal static readonly KeptQuery<IReadOnlyList<UserId>, UserId> FriendsOf = new((db, owners) =>
        db.Set<Friendship>().Where(f => owners.Contains(f.OwnerId)).Select(f => f.FriendId));

    /// <summary>Those through whom a viewer may see others: they let their friends be seen, and no block hides them.</summary>
    internal static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), UserId> Passable = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id) && u.FriendsSeeFriends).Select(u => u.Id));

    private readonly HashSet<UserId> _seen = [start];
    private readonly List<Ring> _rings = [new() { Order = { start }, Read = 1 }];

    public IReadOnlySet<UserId> At(int steps) => _rings[steps].Members;

    /// <summary>Reads the first ring: all friends.</summary>
    public async Task ReadFriendsAsync(CancellationToken cancellationToken) =>
        Add(Next(), await FriendsOf.ListAsync(db, [start], cancellationToken));

    /// <summary>Reads the first ring, without the friends through whom no search goes on.</summary>
    public async Task<IReadOnlyList<UserId>> PassableFriendsAsync(CancellationToken cancellationToken)
    {
        var ring = Next(isPassable: true);
        Add(ring, await PassableAsync(await FriendsOf.ListAsync(db, [start], cancellationToken), cancellationToken));
        return ring.Order;
    }

    /// <summary>
    /// Whether a ring and one of the other side have somebody in common through whom a path may go. The ring is read until they have.
    /// </summary>
    public async Task<bool> MeetsAsync(int steps, IReadOnlySet<UserId> others, CancellationToken cancellationToken)
    {
        var (before, ring) = (_rings[steps - 1], _rings.Count == steps ? Next() : _rings[steps]);
        for (var looked = 0; ;)
        {
            List<UserId> both = [.. ring.Order.Skip(looked).Where(others.Contains)];
            if ((await PassableAsync(both, cancellationToken)).Count > 0)
            {
                return true;
            }

            looked = ring.Order.Count;
            if (before.Read == before.Order.Count)
            {
                return false;
            }

            var part = before.Order.GetRange(before.Read, Math.Min(before.Read == 0 ? FirstPart : Part, before.Order.Count - before.Read));
            before.Read += part.Count;
            Add(ring, await FriendsOf.ListAsync(db, before.IsPassable ? part : await PassableAsync(part, cancellationToken), cancellationToken));
        }
    }

    private async Task<List<UserId>> PassableAsync(List<UserId> people, CancellationToken cancellationToken) =>
        people.Count == 0 ? [] : await Passable.ListAsync(db, (viewer, people), cancellationToken);

    private Ring Next(bool isPassable = false)
    {
        var ring = new Ring { IsPassable = isPassable };
        _rings.Add(ring);
        return ring;
    }

    private void Add(Ring ring, List<UserId> people)
    {
        foreach (var person in people)
        {
            if (ring.Order.Count < most && _seen.Add(person))
            {
                ring.Order.Add(person);
                ring.Members.Add(person);
            }
        }
    }

    private sealed class Ring
    {
        /// <summary>In the order in which they were found.</summary>
        public List<UserId> Order { get; } = [];

        public HashSet<UserId> Members { get; } = [];

        /// <summary>Whether people were left out through whom no search goes on.</summary>
        public bool IsPassable { get; init; }

        /// <summary>The number of those whose friends were read.</summary>
        public int Read { get; set; }
    }
}
