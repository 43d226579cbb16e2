using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Communities;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Communities;

/// <summary>A filter for communities. A community must match all fields that are given.</summary>
/// <param name="Search">Text that occurs in the name, at most 40 characters. Upper and lower case do not matter.</param>
/// <param name="RequiredLevel">The lowest real-name level with which a person may join.</param>
/// <param name="Fund">The fund in which the members invest.</param>
/// <param name="Mine">True for communities of which the viewer is a member, false for the others.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record CommunityFilterInput(
    string? Search,
    EnumOperationFilterInput<RealNameLevel>? RequiredLevel,
    IdOperationFilterInput? Fund,
    bool? Mine,
    IReadOnlyList<CommunityFilterInput>? And,
    IReadOnlyList<CommunityFilterInput>? Or) : IFilterInput<CommunityFilterInput>;

[QueryFields]
public sealed class CommunityQueries
{
    private const int MaxSearch = 40;

    private static readonly KeptList<UserId, Community> Latest = new(
        new Keyset<Community>("communities").By(c => c.CreatedAt, descending: true).By(c => c.Tiebreak),
        (db, viewer) => db.Set<Community>().Where(Community.VisibleTo(viewer, db)));

    /// <summary>The communities that the viewer may see, the latest first.</summary>
    /// <param name="where">A filter. All communities match when it is left out.</param>
    public static async Task<Connection<CommunityNode>?> Communities(
        GraphDb db, Caller caller, CommunityFilterInput? where, PageArguments page, CancellationToken cancellationToken)
    {
        var viewer = caller.IdOrNobody;
        return await Latest.PageAsync(
            db,
            viewer,
            page,
            community => new CommunityNode(community),
            cancellationToken,
            where is null ? null : Filter<Community>.Of(where, (filter, input) => Declare(db, viewer, filter, input)));
    }

    private static void Declare(GraphDb db, UserId viewer, Filter<Community> filter, CommunityFilterInput input)
    {
        var search = filter.Search(input.Search, MaxSearch);

        filter
            .Where(search.Length > 0, c => c.SearchName.Contains(search))
            .Where(input.RequiredLevel, c => c.RequiredLevel)
            .Where(input.Fund, c => c.FundId)
            .WhereIs(input.Mine, c => db.Set<Membership>().Any(m =>
                m.CommunityId == c.Id && m.UserId == viewer && m.Standing == MemberStanding.Member));
    }
}

/// <summary>The fields of the viewer that concern communities.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class CommunitiesOfViewer
{
    private static readonly KeptList<UserId, JoinedRow> Joined = new(
        new Keyset<JoinedRow>("joined communities").By(row => row.Since, descending: true).By(row => row.Community.Tiebreak),
        (db, viewer) => Rows(db, viewer, MemberStanding.Member));

    private static readonly KeptList<UserId, JoinedRow> Invited = new(
        new Keyset<JoinedRow>("invitations").By(row => row.Since, descending: true).By(row => row.Community.Tiebreak),
        (db, viewer) => Rows(db, viewer, MemberStanding.Invited));

    private static readonly KeptList<UserId, AskedRow> Asked = new(
        new Keyset<AskedRow>("own requests to join").By(row => row.Request.Since, descending: true).By(row => row.Tiebreak),
        (db, viewer) =>
            from membership in db.Set<Membership>()
            join community in db.Set<Community>() on membership.CommunityId equals community.Id
            where membership.UserId == viewer && membership.Standing == MemberStanding.Requested && community.ClosedAt == null
            select new AskedRow { Request = membership, Tiebreak = community.Tiebreak });

    /// <summary>The communities of which the viewer is a member, the most recently joined first.</summary>
    public static Task<Connection<CommunityNode>> Communities(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Joined.PageAsync(db, viewer.UserId, page, row => new CommunityNode(row.Community), cancellationToken);

    /// <summary>
    /// The communities to which the viewer was invited, the latest first. `joinCommunity` accepts, and `leaveCommunity`
    /// declines.
    /// </summary>
    public static Task<Connection<CommunityNode>> CommunityInvitations(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Invited.PageAsync(db, viewer.UserId, page, row => new CommunityNode(row.Community), cancellationToken);

    /// <summary>The viewer's own requests to join communities that wait for an answer, the latest first. `leaveCommunity` takes one back.</summary>
    public static Task<Connection<JoinRequestNode>> JoinRequests(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Asked.PageAsync(db, viewer.UserId, page, row => new JoinRequestNode(row.Request), cancellationToken);

    private static IQueryable<JoinedRow> Rows(GraphDb db, UserId viewer, MemberStanding standing)
    {
        var mine = standing == MemberStanding.Member
            ? db.Set<Membership>().Where(m => m.UserId == viewer && m.Standing == MemberStanding.Member)
            : db.Set<Membership>().Where(m => m.UserId == viewer && m.Standing == MemberStanding.Invited);
        return
            from membership in mine
            join community in db.Set<Community>() on membership.CommunityId equals community.Id
            where community.ClosedAt == null
            select new JoinedRow { Community = community, Since = membership.Since };
    }

    private sealed class AskedRow
    {
        public required Membership Request { get; init; }

        public required long Tiebreak { get; init; }
    }

    private sealed class JoinedRow
    {
        public required Community Community { get; init; }

        public required DateTime Since { get; init; }
    }
}
