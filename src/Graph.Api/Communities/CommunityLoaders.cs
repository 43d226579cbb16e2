using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Friendships;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Communities;

/// <summary>Loads communities, and how people stand to them, as far as the viewer may see it. Each batch is one command.</summary>
public sealed class CommunityLoaders(GraphDb db, Caller caller, LoaderMemory memory)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), Community> Visible = new((db, of) =>
        db.Set<Community>().Where(c => of.Ids.Contains(c.Id)).Where(Community.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), Membership> OfViewer = new((db, of) =>
        db.Set<Membership>().Where(m => m.UserId == of.Viewer && of.Ids.Contains(m.CommunityId)));

    /// <summary>What a member does not see of the other members; see <see cref="Membership.ShownTo"/>.</summary>
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), HiddenCount> Hidden = new((db, of) =>
        from mine in db.Set<Membership>()
        where mine.UserId == of.Viewer && of.Ids.Contains(mine.CommunityId) && mine.Standing == MemberStanding.Member
        select new HiddenCount
        {
            Id = mine.CommunityId,
            Count = mine.Role >= CommunityRole.Moderator ? 0 : db.Set<Block>().Count(b => b.OwnerId == of.Viewer
                && db.Set<Membership>().Any(m => m.CommunityId == mine.CommunityId && m.UserId == b.OtherId
                    && m.Standing == MemberStanding.Member && m.Role != CommunityRole.Owner)),
        });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), LeadingUser> Owners = new((db, of) =>
        from membership in db.Set<Membership>()
        join user in db.NamedFor(of.Viewer) on membership.UserId equals user.User.Id
        where of.Ids.Contains(membership.CommunityId) && membership.Role == CommunityRole.Owner
            && db.Set<Membership>().Any(mine => mine.CommunityId == membership.CommunityId && mine.UserId == of.Viewer
                && (mine.Standing == MemberStanding.Member || mine.Standing == MemberStanding.Invited))
        select new LeadingUser
        {
            Community = membership.CommunityId,
            User = user,
        });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), LeadingUser> Moderators = new((db, of) =>
        from membership in db.Set<Membership>().Where(Membership.ShownTo(of.Viewer, db))
        join user in db.NamedFor(of.Viewer) on membership.UserId equals user.User.Id
        where of.Ids.Contains(membership.CommunityId) && membership.Role == CommunityRole.Moderator
            && db.Set<Membership>().Any(mine =>
                mine.CommunityId == membership.CommunityId && mine.UserId == of.Viewer && mine.Standing == MemberStanding.Member)
        orderby user.User.Handle
        select new LeadingUser
        {
            Community = membership.CommunityId,
            User = user,
        });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<JoinRequestId> Ids), Membership> SeenRequests = new((db, of) =>
        db.Set<Membership>().Where(m => of.Ids.Contains(m.RequestId) && m.Standing == MemberStanding.Requested
            && (m.UserId == of.Viewer
                || (db.Set<Membership>().Any(mine => mine.CommunityId == m.CommunityId && mine.UserId == of.Viewer
                        && mine.Standing == MemberStanding.Member && mine.Role >= CommunityRole.Moderator)
                    && db.UsersFor(of.Viewer).Any(u => u.Id == m.UserId)))));

    private static readonly KeptQuery<IReadOnlyList<CommunityId>, CommunityInvestment> Investments = new((db, ids) =>
        db.Set<CommunityInvestment>().Where(i => ids.Contains(i.CommunityId) && i.LookedOn != null && i.Invested != null));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FundOrderId> Orders), Named> NamedByOrders = new((db, of) =>
        from order in db.Set<CommunityOrder>()
        join community in db.Set<Community>().Where(Community.VisibleTo(of.Viewer, db)) on order.CommunityId equals community.Id
        where of.Orders.Contains(order.OrderId)
        select new Named { Order = order.OrderId, Community = community });

    public BatchLoader<CommunityId, CommunityNode?> ById => field ??= new(memory, async (ids, cancellationToken) =>
        await Visible.DictionaryAsync(
            db, (caller.IdOrNobody, ids), c => c.Id, c => (CommunityNode?)new CommunityNode(c), cancellationToken), null);

    /// <summary>How the viewer stands to each community.</summary>
    public BatchLoader<CommunityId, Membership?> Mine => field ??= new(memory, async (ids, cancellationToken) =>
        await OfViewer.DictionaryAsync(
            db, (caller.IdOrNobody, ids), m => m.CommunityId, m => (Membership?)m, cancellationToken), null);

    /// <summary>The number of members whom a block hides from the viewer; null when the viewer is no member.</summary>
    public BatchLoader<CommunityId, int?> HiddenMembers => field ??= new(memory, async (ids, cancellationToken) =>
        await Hidden.DictionaryAsync(
            db, (caller.IdOrNobody, ids), hidden => hidden.Id, hidden => (int?)hidden.Count, cancellationToken), null);

    /// <summary>The owners of those communities of which the viewer is a member, or to which the viewer was invited.</summary>
    public BatchLoader<CommunityId, UserNode?> OwnerOf => field ??= new(memory, async (ids, cancellationToken) =>
        await Owners.DictionaryAsync(
            db, (caller.Viewer, ids), row => row.Community, row => (UserNode?)row.User.Node, cancellationToken), null);

    /// <summary>The moderators of those communities of which the viewer is a member; null for the others.</summary>
    public BatchLoader<CommunityId, IReadOnlyList<UserNode>?> ModeratorsOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = (await Moderators.ListAsync(db, (caller.Viewer, ids), cancellationToken)).ToLookup(row => row.Community);
        var mine = await OfViewer.ListAsync(db, (caller.Viewer, ids), cancellationToken);
        return mine
            .Where(m => m.Standing == MemberStanding.Member)
            .ToDictionary(m => m.CommunityId, m => (IReadOnlyList<UserNode>?)[.. rows[m.CommunityId].Select(row => row.User.Node)]);
    }, null);

    public BatchLoader<JoinRequestId, JoinRequestNode?> Requests => field ??= new(memory, async (ids, cancellationToken) =>
        await SeenRequests.DictionaryAsync(
            db, (caller.Viewer, ids), m => m.RequestId, m => (JoinRequestNode?)new JoinRequestNode(m), cancellationToken), null);

    /// <summary>The published sum that the members hold of the community's fund.</summary>
    public BatchLoader<CommunityId, Money?> InvestedOf => field ??= new(memory, async (ids, cancellationToken) =>
        await Investments.DictionaryAsync(
            db, ids, i => i.CommunityId, i => (Money?)new Money(i.Invested!.Value, Currency.Cny), cancellationToken), null);

    /// <summary>The communities that orders of funds named, as far as the viewer may see them.</summary>
    public BatchLoader<FundOrderId, CommunityNode?> OfOrder => field ??= new(memory, async (orders, cancellationToken) =>
        await NamedByOrders.DictionaryAsync(
            db, (caller.Viewer, orders), row => row.Order, row => (CommunityNode?)new CommunityNode(row.Community), cancellationToken), null);

    private sealed class Named
    {
        public required FundOrderId Order { get; init; }

        public required Community Community { get; init; }
    }

    private sealed class HiddenCount
    {
        public required CommunityId Id { get; init; }

        public required int Count { get; init; }
    }

    private sealed class LeadingUser
    {
        public required CommunityId Community { get; init; }

        public required NamedUser User { get; init; }
    }
}
