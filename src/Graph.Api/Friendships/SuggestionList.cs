using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>A suggestion, with the values by which the list is in order.</summary>
public sealed class SuggestionRow
{
    public required UserProfile User { get; init; }

    public required SortKey SortName { get; init; }

    /// <summary>Those that were counted: fewer than all, for viewers whose friends know very many.</summary>
    public int MutualFriendCount { get; set; }
}

/// <summary>
/// The pages of people whom a viewer may know. People who share equally many friends with the viewer stand together, as a tier. Only the
/// tiers that a page needs are read, and of a large one only as much as the page needs.
/// </summary>
internal static class SuggestionList
{
    private static readonly Keyset<SuggestionRow> MostShared = new Keyset<SuggestionRow>("suggested friends")
        .By(row => row.MutualFriendCount, descending: true).By(row => row.SortName).By(row => row.User.Handle);

    private static readonly KeptList<(UserId Viewer, IReadOnlyList<UserId> People, DateTime Now), SuggestionRow> ByName = new(
        new Keyset<SuggestionRow>("a tier of suggested friends").By(row => row.SortName).By(row => row.User.Handle),
        RowsOf);

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> People, DateTime Now), SuggestionRow> Rows = new(RowsOf);

    public static async Task<Connection<FriendSuggestionNode>> PageAsync(
        GraphDb db, FriendshipLoaders friendships, UserId viewer, DateTime now, PageArguments page, CancellationToken cancellationToken)
    {
        var (after, before) = (PlaceOf(page.After, "after"), PlaceOf(page.Before, "before"));
        var shared = await Suggestions.CountAsync(db, viewer, cancellationToken);
        var found = new List<SuggestionRow>();
        foreach (var people in TiersOf(shared.Counts, after, before, page))
        {
            var args = (viewer, people, now);
            IReadOnlyList<SuggestionRow> rows = people.Count <= Few(page)
                ? await Rows.ListAsync(db, args, cancellationToken)
                : (await ByName.PageAsync(db, args, Within(shared.Counts[people[0]]), row => row, cancellationToken)).Nodes;
            foreach (var row in rows)
            {
                row.MutualFriendCount = shared.Counts[row.User.Id];
            }

            var ordered = page.IsBackward ? rows.OrderByDescending(Place.Of) : rows.OrderBy(Place.Of);
            found.AddRange(ordered.Where(row => Place.Of(row).IsBetween(after, before)));
            if (found.Count > page.Size)
            {
                found.RemoveRange(page.Size + 1, found.Count - page.Size - 1);
                break;
            }
        }

        var exact = shared.IsWhole || found.Count == 0
            ? null
            : await friendships.CountMutualAsync([.. found.Select(row => row.User.Id)], cancellationToken);
        return MostShared.PageOf(
            found,
            page,
            row => new FriendSuggestionNode(row.User, exact?.GetValueOrDefault(row.User.Id) ?? row.MutualFriendCount),
            counting => ByName.CountAsync(db, (viewer, [.. shared.Counts.Keys], now), counting));

        // The part of a tier that is on the page, and one more. Cursors of other tiers do not limit it.
        PageArguments Within(int tier) => new(
            page.IsBackward ? null : page.Size + 1,
            after?.Count == tier ? after.InTier : null,
            page.IsBackward ? page.Size + 1 : null,
            before?.Count == tier ? before.InTier : null);
    }

    /// <summary>The most people who are read together, though the page may need fewer.</summary>
    private static int Few(PageArguments page) => 2 * (page.Size + 1);

    /// <summary>
    /// People who may be on the page, in the order of the list: small tiers together, and a large one by itself.
    /// </summary>
    private static IEnumerable<IReadOnlyList<UserId>> TiersOf(
        IReadOnlyDictionary<UserId, int> counts, Place? after, Place? before, PageArguments page)
    {
        var tiers = counts.Where(person => person.Value <= (after?.Count ?? int.MaxValue) && person.Value >= (before?.Count ?? 0))
            .GroupBy(person => person.Value, person => person.Key);
        var some = new List<UserId>();
        foreach (var tier in page.IsBackward ? tiers.OrderBy(tier => tier.Key) : tiers.OrderByDescending(tier => tier.Key))
        {
            List<UserId> people = [.. tier];
            if (some.Count > 0 && (some.Count > page.Size || some.Count + people.Count > Few(page)))
            {
                yield return some;
                some = [];
            }

            some.AddRange(people);
        }

        if (some.Count > 0)
        {
            yield return some;
        }
    }

    private static IQueryable<SuggestionRow> RowsOf(GraphDb db, (UserId Viewer, IReadOnlyList<UserId> People, DateTime Now) of) =>
        Suggestions.Among(db, of.Viewer, of.People, of.Now).Select(user => new SuggestionRow { User = UserProfile.Of(user), SortName = user.SortName });

    private static Place? PlaceOf(string? cursor, string argument) =>
        cursor is null ? null : MostShared.KeysOf(cursor, argument) is [int count, SortKey name, string handle]
            ? new Place(count, name, handle)
            : throw new InvalidOperationException("A cursor holds the keys of its list.");

    /// <summary>The place of a suggestion in the list.</summary>
    private sealed record Place(int Count, SortKey Name, string Handle) : IComparable<Place>
    {
        /// <summary>The cursor of this place in its tier.</summary>
        public string InTier => Cursor.Encode(ByName.Order.Name, [Name, Handle]);

        public static Place Of(SuggestionRow row) => new(row.MutualFriendCount, row.SortName, row.User.Handle);

        public bool IsBetween(Place? after, Place? before) =>
            (after is null || CompareTo(after) > 0) && (before is null || CompareTo(before) < 0);

        /// <summary>Negative if this place comes first.</summary>
        public int CompareTo(Place? other) =>
            Count != other!.Count ? other.Count.CompareTo(Count)
            : Name != other.Name ? (Name < other.Name ? -1 : 1)
            : string.CompareOrdinal(Handle, other.Handle);
    }
}
