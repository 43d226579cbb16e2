using System.Linq.Expressions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>One page of friends.</summary>
public sealed class FriendConnection
{
    private readonly Connection<FriendRow> _rows;

    internal FriendConnection(Connection<FriendRow> rows) => _rows = rows;

    /// <summary>The friends of this page, each with the viewer's side of the friendship.</summary>
    public IReadOnlyList<FriendEdge> Edges => [.. _rows.Edges.Select(edge => new FriendEdge(edge))];

    /// <summary>Whether there are more pages, and the cursors with which to fetch them.</summary>
    public PageInfo PageInfo => _rows.PageInfo;

    /// <summary>The friends of this page without the friendships. Use `edges` for the friendships too.</summary>
    public IReadOnlyList<UserNode> Nodes => [.. _rows.Nodes.Select(row => new UserNode(row.User))];

    /// <summary>
    /// The number of friends on all pages that match the filter. It is counted only when a query asks for it.
    /// </summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => _rows.TotalCount(cancellationToken);
}

/// <summary>A friend in the list, with its cursor and the viewer's side of the friendship.</summary>
public sealed class FriendEdge
{
    private readonly Edge<FriendRow> _row;

    internal FriendEdge(Edge<FriendRow> row) => _row = row;

    /// <summary>
    /// The position of this friend in the list. Give it as `after` or `before` to fetch the next page. It stays valid
    /// when friends are added or removed.
    /// </summary>
    public string Cursor => _row.Cursor;

    /// <summary>The friend.</summary>
    public UserNode Node => new(_row.Node.User);

    /// <summary>The viewer's side of the friendship.</summary>
    public FriendshipNode Friendship => new(_row.Node.Friendship!);

    /// <summary>
    /// The number of friends that the viewer and this friend have in common. Mutual friends who hide their list of
    /// friends are not counted.
    /// </summary>
    public Loading<int> MutualFriendCount(FriendshipLoaders friendships) =>
        friendships.MutualCount.Load(_row.Node.User.Id);
}

/// <summary>A filter for friends. A friend must match all fields that are given.</summary>
/// <param name="Search">
/// Text that occurs in the friend's handle or display name, or in the viewer's alias for them. Upper and lower case and
/// full width do not matter. At most 40 characters.
/// </param>
/// <param name="Tag">A tag that the viewer has given to the friend. Upper and lower case and full width do not matter.</param>
/// <param name="RealNameLevel">The friend's real-name level.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record FriendFilterInput(
    string? Search,
    string? Tag,
    EnumOperationFilterInput<RealNameLevel>? RealNameLevel,
    IReadOnlyList<FriendFilterInput>? And,
    IReadOnlyList<FriendFilterInput>? Or) : IFilterInput<FriendFilterInput>
{
    /// <summary>Whether this filter, or one of those that it combines, looks for a tag.</summary>
    internal bool AsksForTag => Tag is not null || And?.Any(part => part.AsksForTag) == true || Or?.Any(part => part.AsksForTag) == true;
}

/// <summary>
/// An order for friends. Give exactly one field in each item of the list; the first item is the most important.
/// </summary>
/// <param name="Name">Order by display name: Chinese names by pinyin, the others by alphabet.</param>
/// <param name="Since">Order by the time at which the friendship began.</param>
/// <param name="Closeness">Order by the number of mutual friends.</param>
public sealed record FriendSortInput(SortDirection? Name, SortDirection? Since, SortDirection? Closeness);

/// <summary>A row of the friend list, with the values by which the list is filtered and ordered.</summary>
internal sealed class FriendRow
{
    public required UserProfile User { get; init; }

    public SortKey SortName { get; init; }

    public string SearchName { get; init; } = "";

    /// <summary>Null when the row holds the friend alone (<see cref="ItemsAlone"/>).</summary>
    public Friendship? Friendship { get; init; }

    public int Closeness { get; init; }

    private static KeptOrders<KeptList<UserId, FriendRow>> Orders { get; } = new();

    private static OrderField<FriendRow> ByName { get; } = OrderField<FriendRow>.Of("name", row => row.SortName);

    private static OrderField<FriendRow> BySince { get; } = OrderField<FriendRow>.Of("since", row => row.Friendship!.Since);

    private static OrderField<FriendRow> ByCloseness { get; } = OrderField<FriendRow>.Of("closeness", row => row.Closeness);

    /// <summary>Rows without the friendship and the keys. They have half of the columns.</summary>
    private static Expression<Func<FriendRow, FriendRow>> ItemsAlone { get; } = row => new FriendRow { User = row.User };

    public static IQueryable<FriendRow> Of(GraphDb db, UserId viewer) =>
        from friendship in db.Set<Friendship>()
        join friend in db.Set<User>() on friendship.FriendId equals friend.Id
        where friendship.OwnerId == viewer
        select new FriendRow { User = UserProfile.Of(friend), SortName = friend.SortName, SearchName = friend.SearchName, Friendship = friendship, Closeness = 0 };

    /// <summary>
    /// Rows with the number of mutual friends, which one grouping counts for all rows. Use it only for lists that are
    /// ordered by that number, because counting is expensive. Like `mutualFriendCount` it leaves out mutual friends
    /// who hide their list of friends; otherwise the order would reveal those friendships.
    /// </summary>
    public static IQueryable<FriendRow> WithCloseness(GraphDb db, UserId viewer)
    {
        // Use IN and EXISTS, not joins. With joins, the database's planner may take all friends of all friends first
        // and
        // pair each with each.
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
            select new FriendRow { User = UserProfile.Of(friend), SortName = friend.SortName, SearchName = friend.SearchName, Friendship = friendship, Closeness = (int?)counted.Count ?? 0 };
    }

    /// <summary>
    /// The tags that a user has given to friends, by the form in which they are looked for: the same tag may be spelled
    /// differently for two friends. Tags keep no such form in the database, so it is made here.
    /// </summary>
    public static async Task<ILookup<string, string>> SpellingsAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken) =>
        (await db.Set<Friendship>().Where(f => f.OwnerId == viewer && f.Tags.Any()).Select(f => f.Tags).ToListAsync(cancellationToken))
            .SelectMany(tags => tags)
            .Distinct()
            .ToLookup(tag => SearchForm.Of(tag));

    /// <summary>The largest number of characters of a search: that of a name or an alias.</summary>
    private const int MaxSearch = 40;

    /// <param name="spellings">The tags of the viewer's friends, by the form in which they are looked for.</param>
    public static Action<Filter<FriendRow>, FriendFilterInput> Declare(ILookup<string, string>? spellings) => (filter, input) =>
    {
        var search = filter.Search(input.Search, MaxSearch);
        var tags = input.Tag is { } tag ? spellings![SearchForm.Of(tag)].ToList() : null;
        filter
            .Where(search.Length > 0, row => row.User.Handle.Contains(search)
                || row.SearchName.Contains(search)
                || (row.Friendship!.SearchAlias != null && row.Friendship!.SearchAlias.Contains(search)))
            .Where(tags is not null, row => row.Friendship!.Tags.Any(one => tags!.Contains(one)))
            .Where(input.RealNameLevel, row => row.User.Level);
    };

    /// <summary>
    /// The order of the list: the latest friendship first, unless the query gives another order. Equal names are in the order
    /// of handles. Other orders end with the friendship's tiebreak, which is in its index: handles would have to be looked up before the
    /// page is known.
    /// </summary>
    public static KeptList<UserId, FriendRow> Order(IReadOnlyList<FriendSortInput>? asked)
    {
        var keys = new OrderKeys<FriendRow>("friends");
        foreach (var item in asked ?? [])
        {
            keys.AddItem(
                (ByName, item.Name),
                (BySince, item.Since),
                (ByCloseness, item.Closeness));
        }

        if (keys.IsEmpty)
        {
            keys.Add(BySince, SortDirection.Desc);
        }

        var isByCloseness = asked?.Any(item => item.Closeness is not null) == true;
        var isByName = asked?.Any(item => item.Name is not null) == true;
        return Orders.Of(keys.Name, () => new KeptList<UserId, FriendRow>(
            isByName ? keys.ToKeyset().By(row => row.User.Handle) : keys.ToKeyset().By(row => row.Friendship!.Tiebreak),
            isByCloseness ? WithCloseness : Of,
            ItemsAlone));
    }
}
