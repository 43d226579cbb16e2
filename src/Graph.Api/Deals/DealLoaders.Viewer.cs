using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals;

// The loaders for the viewer's relations to merchants and deals.
public sealed partial class DealLoaders
{
    /// <summary>How many friends who shared a deal are shown, the latest ones.</summary>
    internal const int MaxSharers = 100;

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<MerchantId> Ids), MerchantFollower> FollowedBy = new((db, of) =>
        db.Set<MerchantFollower>().Where(f => of.Ids.Contains(f.MerchantId) && f.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<DealId> Ids), StandingRow> StandingOf = new((db, of) =>
        from deal in db.Set<Deal>()
        join merchant in db.Set<Merchant>() on deal.MerchantId equals merchant.Id
        where of.Ids.Contains(deal.Id)
        select new StandingRow
        {
            DealId = deal.Id,
            Left = db.Set<StockPart>().Where(p => p.DealId == deal.Id).Sum(p => p.Remaining),
            Bought = db.Set<DealBuyer>()
                .Where(b => b.DealId == deal.Id && db.Set<User>().Any(u => u.Id == of.Viewer && u.PersonId == b.PersonId))
                .Sum(b => b.Bought),
            WorksThere = db.Set<BusinessMember>().Any(m => m.AccountId == merchant.SettlementId
                && (m.UserId == of.Viewer || db.Set<User>().Any(u => u.Id == m.UserId && u.PersonId != null
                    && db.Set<User>().Any(me => me.Id == of.Viewer && me.PersonId == u.PersonId)))),
        });

    private static readonly KeptQuery<(UserId? Viewer, IReadOnlyList<MerchantId> Ids), MerchantId> Employers = new((db, of) =>
        StaffPolicy.MerchantsOf(db, of.Viewer).Where(m => of.Ids.Contains(m.Id)).Select(m => m.Id));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<DealId> Ids), Person<DealId>> Sharers = new((db, of) =>
        from share in db.Set<DealShare>()
        join sharer in db.Set<User>() on share.SharerId equals sharer.Id
        where share.RecipientId == of.Viewer
            && of.Ids.Contains(share.DealId)
            && db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == share.SharerId)
        orderby share.At descending
        select new Person<DealId> { Of = share.DealId, User = UserProfile.Of(sharer) });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<GroupBuyId> Ids), Person<GroupBuyId>> Initiators = new((db, of) =>
        from buying in db.Set<GroupBuy>()
        join order in db.Set<Order>() on new { Group = (GroupBuyId?)buying.Id, Buyer = buying.InitiatorId } equals new { Group = order.GroupId, Buyer = order.BuyerId }
        join user in db.UsersFor(of.Viewer) on buying.InitiatorId equals user.Id
        where of.Ids.Contains(buying.Id)
            && (order.BuyerId == of.Viewer || (order.Status != OrderStatus.Refunded && order.Status != OrderStatus.Expired))
            && (order.BuyerId == of.Viewer
                || order.Visibility == Visibility.Public
                || (order.Visibility == Visibility.Friends
                    && db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == order.BuyerId)))
        select new Person<GroupBuyId> { Of = buying.Id, User = UserProfile.Of(user) });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<GroupBuyId> Ids), GroupBuyId> OwnGroups = new((db, of) =>
        db.Set<Order>()
            .Where(o => o.GroupId != null && of.Ids.Contains(o.GroupId.Value)
                && o.Status != OrderStatus.Refunded && o.Status != OrderStatus.Expired
                && db.Set<User>().Any(me => me.Id == of.Viewer && (me.Id == o.BuyerId || me.PersonId == o.PersonId)))
            .Select(o => o.GroupId!.Value));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<GroupBuyId> Ids), Person<GroupBuyId>> Joined = new((db, of) =>
        from order in db.Set<Order>()
        join buyer in db.Set<User>() on order.BuyerId equals buyer.Id
        where order.GroupId != null && of.Ids.Contains(order.GroupId.Value)
            && order.Visibility != Visibility.Parties
            && order.Status != OrderStatus.Refunded && order.Status != OrderStatus.Expired
            && db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == order.BuyerId)
        orderby buyer.Handle
        select new Person<GroupBuyId> { Of = order.GroupId!.Value, User = UserProfile.Of(buyer) });

    /// <summary>Whether the viewer works for the merchant.</summary>
    public BatchLoader<MerchantId, bool> WorksFor => field ??= new(memory, async (ids, cancellationToken) =>
        await Employers.DictionaryAsync(db, (caller.Id, ids), id => id, _ => true, cancellationToken), false);

    public BatchLoader<MerchantId, bool> Follows => field ??= new(memory, async (ids, cancellationToken) =>
        await FollowedBy.DictionaryAsync(db, (caller.IdOrNobody, ids), f => f.MerchantId, _ => true, cancellationToken), false);

    /// <summary>
    /// The number of pieces that are left, and the facts about the viewer that decide whether they may buy. Those are
    /// null when nobody is signed in.
    /// </summary>
    public BatchLoader<DealId, Standing> Standing => field ??= new(memory, async (ids, cancellationToken) =>
    {
        return await StandingOf.DictionaryAsync(
            db,
            (caller.IdOrNobody, ids),
            row => row.DealId,
            row => new Standing(
                row.Left,
                caller.User is { } user ? new Buyer(user.Level, row.WorksThere, row.Bought, user.FrozenAt is not null) : null),
            cancellationToken);
    }, new Standing(0, null));

    /// <summary>The viewer's friends who shared a deal with the viewer, the latest first.</summary>
    public BatchLoader<DealId, IReadOnlyList<UserNode>> SharersOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        if (caller.Id is not { } viewer)
        {
            return new Dictionary<DealId, IReadOnlyList<UserNode>>();
        }

        var rows = await Sharers.ListAsync(db, (viewer, ids), cancellationToken);
        return rows
            .GroupBy(row => row.Of)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<UserNode>)[.. group.Take(MaxSharers).Select(row => new UserNode(row.User))]);
    }, []);

    /// <summary>
    /// The person who started a group, if that person lets the viewer see the purchase. The viewer always sees
    /// themselves.
    /// </summary>
    public BatchLoader<GroupBuyId, UserNode?> InitiatorOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.IdOrNobody;
        var rows = await Initiators.ListAsync(db, (viewer, ids), cancellationToken);
        return rows.DistinctBy(row => row.Of).ToDictionary(row => row.Of, row => (UserNode?)new UserNode(row.User));
    }, null);

    /// <summary>Whether the viewer's person has bought in a group, and the money did not go back.</summary>
    public BatchLoader<GroupBuyId, bool> IsInGroup => field ??= new(memory, async (ids, cancellationToken) =>
        (await OwnGroups.ListAsync(db, (caller.IdOrNobody, ids), cancellationToken)).Distinct().ToDictionary(id => id, _ => true), false);

    /// <summary>
    /// The viewer's friends in a group who let others see their purchase, in the order of their handles. Orders that
    /// still wait for the group count too, so that friends can join each other; those whose money went back do not.
    /// </summary>
    public BatchLoader<GroupBuyId, IReadOnlyList<UserNode>> FriendsInGroup => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.IdOrNobody;

        var rows = await Joined.ListAsync(db, (viewer, ids), cancellationToken);
        return rows
            .GroupBy(row => row.Of)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<UserNode>)[.. group.DistinctBy(row => row.User.Id).Select(row => new UserNode(row.User))]);
    }, []);

    /// <summary>Somebody who belongs to a deal or a group.</summary>
    private sealed class Person<TId>
    {
        public required TId Of { get; init; }

        public required UserProfile User { get; init; }
    }

    private sealed class StandingRow
    {
        public required DealId DealId { get; init; }

        public required long Left { get; init; }

        public required long Bought { get; init; }

        public required bool WorksThere { get; init; }
    }
}
