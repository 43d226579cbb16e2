using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Friendships;

/// <summary>One page of friends.</summary>
/// <param name="Edges">The friends of this page, each with the friendship.</param>
/// <param name="PageInfo">Whether there is more, and where to go on.</param>
public sealed record FriendConnection(IReadOnlyList<FriendEdge> Edges, PageInfo PageInfo)
{
    internal Func<CancellationToken, Task<int>> Count { get; init; } = _ => Task.FromResult(0);

    /// <summary>The friends of this page, for when friendships are of no interest.</summary>
    public IReadOnlyList<UserNode> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>How many friends the whole list has, filters included. Counted only when asked for.</summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => Count(cancellationToken);
}

/// <summary>A friend, where it stands in the list, and the viewer's side of the friendship.</summary>
public sealed class FriendEdge(string cursor, User friend, Friendship friendship)
{
    /// <summary>Give it as `after` or `before` to go on from here; valid while friends come and go.</summary>
    public string Cursor => cursor;

    /// <summary>The friend.</summary>
    public UserNode Node => new(friend);

    /// <summary>The viewer's side of the friendship.</summary>
    public FriendshipNode Friendship => new(friendship);

    /// <summary>How many friends the two share, of those who let their friends be seen.</summary>
    public Loading<int> MutualFriendCount(FriendshipLoaders friendships) =>
        friendships.MutualCount.Load(friend.Id);
}

/// <summary>Which friends; all that is given must hold.</summary>
/// <param name="Search">Is part of the handle, the display name, or the viewer's alias.</param>
/// <param name="Tag">Has this tag.</param>
/// <param name="RealNameLevel">The friend's level.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
public sealed record FriendFilterInput(
    string? Search,
    string? Tag,
    EnumOperationFilterInput<RealNameLevel>? RealNameLevel,
    IReadOnlyList<FriendFilterInput>? And,
    IReadOnlyList<FriendFilterInput>? Or) : IFilterInput<FriendFilterInput>;

/// <summary>In which order; give one field an item, the most important first.</summary>
/// <param name="Name">By display name.</param>
/// <param name="Since">By when the friendship began.</param>
/// <param name="Closeness">By how many friends the two share.</param>
public sealed record FriendSortInput(SortDirection? Name, SortDirection? Since, SortDirection? Closeness);

/// <summary>What a friend list is filtered and ordered by.</summary>
internal sealed class FriendRow
{
    public required User User { get; init; }

    public required Friendship Friendship { get; init; }

    public required int Closeness { get; init; }

    public static IQueryable<FriendRow> Of(GraphDb db, UserId viewer) =>
        from friendship in db.Set<Friendship>()
        join friend in db.Set<User>() on friendship.FriendId equals friend.Id
        where friendship.OwnerId == viewer
        select new FriendRow { User = friend, Friendship = friendship, Closeness = 0 };

    /// <summary>
    /// With the number of shared friends, counted in one grouping for all; only for lists that are ordered by it. Like
    /// mutualFriendCount it leaves out who keeps their friends to themselves, so that no order tells on them.
    /// </summary>
    public static IQueryable<FriendRow> WithCloseness(GraphDb db, UserId viewer)
    {
        // IN and EXISTS, and no joins: a planner that takes all friends of somebody first pairs each with each.
        var friends = db.Set<Friendship>().Where(f => f.OwnerId == viewer).Select(f => f.FriendId);
        var shared =
            from theirs in db.Set<Friendship>()
            where friends.Contains(theirs.OwnerId)
                && friends.Contains(theirs.FriendId)
                && db.Set<User>().Any(mutual => mutual.Id == theirs.FriendId && mutual.FriendsSeeFriends)
            group theirs by theirs.OwnerId into counted
            select new { Id = counted.Key, Count = counted.Count() };
        return
            from friendship in db.Set<Friendship>()
            join friend in db.Set<User>() on friendship.FriendId equals friend.Id
            join counted in shared on friend.Id equals counted.Id into some
            from counted in some.DefaultIfEmpty()
            where friendship.OwnerId == viewer
            select new FriendRow { User = friend, Friendship = friendship, Closeness = (int?)counted.Count ?? 0 };
    }

    public static void Declare(Filter<FriendRow> filter, FriendFilterInput input)
    {
        var (search, tag) = (input.Search, input.Tag);
        filter
            .Where(search is not null, row => row.User.Handle.Contains(search!)
                || row.User.DisplayName.Contains(search!)
                || (row.Friendship.Alias != null && row.Friendship.Alias.Contains(search!)))
            .Where(tag is not null, row => row.Friendship.Tags.Contains(tag!))
            .Where(input.RealNameLevel, row => row.User.Level);
    }

    /// <summary>Latest friendship first, unless asked otherwise; the handle makes every order a whole one.</summary>
    public static Keyset<FriendRow> Order(IReadOnlyList<FriendSortInput>? asked)
    {
        var name = "friends";
        var keys = new List<Action<Keyset<FriendRow>>>();
        foreach (var item in asked ?? [])
        {
            if (new[] { item.Name, item.Since, item.Closeness }.Count(direction => direction is not null) != 1)
            {
                throw GraphError.BadUserInput("Give exactly one field an item of `order`: their order matters.");
            }

            Add(item.Name, "name", (keyset, down) => keyset.By(row => row.User.DisplayName, down));
            Add(item.Since, "since", (keyset, down) => keyset.By(row => row.Friendship.Since, down));
            Add(item.Closeness, "closeness", (keyset, down) => keyset.By(row => row.Closeness, down));
        }

        if (keys.Count == 0)
        {
            Add(SortDirection.Desc, "since", (keyset, down) => keyset.By(row => row.Friendship.Since, down));
        }

        var order = new Keyset<FriendRow>(name);
        keys.ForEach(add => add(order));
        return order.By(row => row.User.Handle);

        void Add(SortDirection? direction, string key, Action<Keyset<FriendRow>, bool> by)
        {
            if (direction is { } given)
            {
                name += $" {key} {given}";
                keys.Add(keyset => by(keyset, given == SortDirection.Desc));
            }
        }
    }
}
