using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships.Finding;

/// <summary>A friend of a viewer.</summary>
internal sealed class FriendOfViewer
{
    internal static readonly KeptQuery<UserId, FriendOfViewer> All = new((db, viewer) =>
        from friendship in db.Set<Friendship>()
        join friend in db.UsersFor(viewer) on friendship.FriendId equals friend.Id
        where friendship.OwnerId == viewer
        orderby friend.Id
        select new FriendOfViewer { Id = friend.Id, IsPassable = friend.FriendsSeeFriends, FriendCount = friend.FriendCount });

    public required UserId Id { get; init; }

    /// <summary>Whether the viewer may see whose friend this one is.</summary>
    public required bool IsPassable { get; init; }

    public required long FriendCount { get; init; }
}

/// <summary>
/// The users whom one side of a search reaches: in each ring those who are that many steps away and not fewer. A ring is read in
/// parts, and only as far as the search needs it. It may hold people who hide their friends, or whom a block hides: a search looks
/// these up only among those through whom it goes on.
/// </summary>
internal sealed class Reach
{
    /// <summary>The number of users whose friends the first query of a ring reads; then that of each later one.</summary>
    private const int FirstPart = 64, Part = 1_000;

    internal static readonly KeptQuery<IReadOnlyList<UserId>, UserId> FriendsOf = new((db, owners) =>
        db.Set<Friendship>().Where(f => owners.Contains(f.OwnerId)).Select(f => f.FriendId));

    /// <summary>Those through whom a viewer may see others: they let their friends be seen, and no block hides them.</summary>
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), UserId> Passable = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id) && u.FriendsSeeFriends).Select(u => u.Id));

    private readonly GraphDb _db;
    private readonly UserId _viewer;
    private readonly int _most;
    private readonly HashSet<UserId> _seen;
    private readonly List<Ring> _rings;

    /// <param name="db">The database context.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="start">Where the search begins.</param>
    /// <param name="friends">The first ring, without those through whom no search goes on; null if it is still to be read.</param>
    /// <param name="most">The most users of a ring.</param>
    public Reach(GraphDb db, UserId viewer, UserId start, IReadOnlyList<UserId>? friends, int most)
    {
        (_db, _viewer, _most) = (db, viewer, most);
        _seen = [start];
        _rings = [new Ring { Order = { start }, Read = friends is null ? 0 : 1 }];
        if (friends is not null)
        {
            var ring = Next(isPassable: true);
            _ = friends.All(friend => Add(ring, friend));
        }
    }

    public IReadOnlySet<UserId> At(int steps) => _rings[steps].Members;

    /// <summary>Reads the first ring: all friends.</summary>
    public Task ReadFriendsAsync(CancellationToken cancellationToken) => ReadAsync(Next(), _rings[0].Order, cancellationToken);

    /// <summary>
    /// Whether a ring and one of the other side have somebody in common through whom a path may go. The ring is read until they have.
    /// </summary>
    /// <param name="steps">Which ring.</param>
    /// <param name="others">The other side's ring: as many steps from there, or one less.</param>
    public async Task<bool> MeetsAsync(int steps, IReadOnlySet<UserId> others, CancellationToken cancellationToken)
    {
        var (before, ring) = (_rings[steps - 1], _rings.Count == steps ? Next() : _rings[steps]);
        var looked = 0;
        while (true)
        {
            List<UserId> both = [.. ring.Order.Skip(looked).Where(others.Contains)];
            if ((await PassableAsync(both, cancellationToken)).Count > 0)
            {
                return true;
            }

            looked = ring.Order.Count;
            if (ring.IsFull)
            {
                // Whom the ring has no place for may be somebody of the other side's.
                return await AreJoinedAsync(before.Members, others, cancellationToken);
            }

            if (before.Read == before.Order.Count)
            {
                return false;
            }

            var part = before.Order.GetRange(before.Read, Math.Min(before.Read == 0 ? FirstPart : Part, before.Order.Count - before.Read));
            before.Read += part.Count;
            await ReadAsync(ring, before.IsPassable ? part : await PassableAsync(part, cancellationToken), cancellationToken);
        }
    }

    /// <summary>
    /// Whether a friendship joins two rings, through people who may be passed. It reads the friends of the smaller one: asked for both
    /// at once, SQLite would look for each pair.
    /// </summary>
    private async Task<bool> AreJoinedAsync(IReadOnlySet<UserId> these, IReadOnlySet<UserId> those, CancellationToken cancellationToken)
    {
        var (fewer, more) = these.Count <= those.Count ? (these, those) : (those, these);
        foreach (var part in fewer.Chunk(Part))
        {
            var joined = new HashSet<UserId>();
            await foreach (var friend in FriendsOf.Rows(_db, await PassableAsync([.. part], cancellationToken), cancellationToken))
            {
                if (more.Contains(friend))
                {
                    joined.Add(friend);
                }
            }

            if ((await PassableAsync([.. joined], cancellationToken)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<List<UserId>> PassableAsync(List<UserId> people, CancellationToken cancellationToken) =>
        people.Count == 0 ? [] : await Passable.ListAsync(_db, (_viewer, people), cancellationToken);

    private async Task ReadAsync(Ring ring, List<UserId> owners, CancellationToken cancellationToken)
    {
        await foreach (var friend in FriendsOf.Rows(_db, owners, cancellationToken))
        {
            if (!Add(ring, friend))
            {
                return;
            }
        }
    }

    private Ring Next(bool isPassable = false)
    {
        var ring = new Ring { IsPassable = isPassable };
        _rings.Add(ring);
        return ring;
    }

    /// <summary>False if the ring has no place left, or as many were read as it may cost.</summary>
    private bool Add(Ring ring, UserId person)
    {
        if (_seen.Contains(person))
        {
            ring.Again++;
        }
        else if (ring.Order.Count < _most)
        {
            _seen.Add(person);
            ring.Order.Add(person);
            ring.Members.Add(person);
        }
        else
        {
            ring.IsFull = true;
        }

        // In a circle of friends who all know each other, most friendships lead to somebody who was seen.
        ring.IsFull |= ring.Again > 4 * _most;
        return !ring.IsFull;
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

        /// <summary>The number of friendships with somebody who had been seen.</summary>
        public int Again { get; set; }

        /// <summary>Whether friends of the ring before were left out because there were too many.</summary>
        public bool IsFull { get; set; }
    }
}
