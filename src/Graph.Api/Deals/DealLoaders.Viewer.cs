using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Deals;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals;

// How the viewer stands to merchants and deals.
public sealed partial class DealLoaders
{
    /// <summary>Who is not signed in works nowhere, follows nobody and has no friends.</summary>
    private static readonly UserId Nobody = new(Guid.Empty);

    /// <summary>Whether the viewer is one of the staff.</summary>
    public BatchLoader<MerchantId, bool> WorksFor { get; } = new(memory, async (ids, cancellationToken) =>
        await Domain.Deals.Merchants.Of(db, caller.Id ?? Nobody)
            .Where(m => ids.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, _ => true, cancellationToken), false);

    public BatchLoader<MerchantId, bool> Follows { get; } = new(memory, async (ids, cancellationToken) =>
        await db.MerchantFollowers
            .Where(f => ids.Contains(f.MerchantId) && f.UserId == (caller.Id ?? Nobody))
            .ToDictionaryAsync(f => f.MerchantId, _ => true, cancellationToken), false);

    /// <summary>For the staff.</summary>
    public BatchLoader<MerchantId, IReadOnlyList<UserNode>> StaffOf { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var rows = await (
            from merchant in db.Merchants
            join member in db.BusinessMembers on merchant.SettlementId equals member.AccountId
            join user in db.UsersFor(caller.Viewer) on member.UserId equals user.Id
            where ids.Contains(merchant.Id)
            orderby user.Handle
            select new { merchant.Id, User = user }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.Id)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<UserNode>)[.. group.Select(row => new UserNode(row.User))]);
    }, []);

    /// <summary>For the staff.</summary>
    public BatchLoader<MerchantId, Money?> SettlementOf { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var rows = await (
            from merchant in db.Merchants
            join account in db.Accounts on merchant.SettlementId equals account.Id
            where ids.Contains(merchant.Id)
            select new { merchant.Id, Account = account }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Id, row => (Money?)row.Account.Available);
    }, null);

    /// <summary>What of the viewer counts when they want to buy; null while signed out.</summary>
    public BatchLoader<DealId, Buyer?> Buyer { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Id ?? Nobody;

        var rows = await (
            from deal in db.Deals
            join merchant in db.Merchants on deal.MerchantId equals merchant.Id
            from user in db.Users
            where ids.Contains(deal.Id) && user.Id == viewer
            select new
            {
                deal.Id,
                user.Level,
                Bought = db.DealBuyers.Where(b => b.DealId == deal.Id && b.PersonId == user.PersonId).Sum(b => b.Bought),
                WorksThere = db.BusinessMembers.Any(m => m.AccountId == merchant.SettlementId
                    && db.Users.Any(u => u.Id == m.UserId && (u.Id == viewer || u.PersonId == user.PersonId))),
            }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Id, row => (Buyer?)new Buyer(row.Level, row.WorksThere, row.Bought));
    }, null);

    /// <summary>Friends who bought a deal and let it be seen, by handle.</summary>
    public BatchLoader<DealId, IReadOnlyList<User>> FriendsOfDeal { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Id ?? Nobody;

        var rows = await (
            from order in db.Orders.Where(Order.ShownTo(viewer, db))
            join buyer in db.Users on order.BuyerId equals buyer.Id
            where ids.Contains(order.DealId)
            orderby buyer.Handle
            select new { order.DealId, Buyer = buyer }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.DealId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<User>)[.. group.Select(row => row.Buyer).DistinctBy(u => u.Id)]);
    }, []);

    /// <summary>Friends who bought something of a merchant and let it be seen, by handle.</summary>
    public BatchLoader<MerchantId, IReadOnlyList<User>> FriendsOfMerchant { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Id ?? Nobody;

        var rows = await (
            from order in db.Orders.Where(Order.ShownTo(viewer, db))
            join buyer in db.Users on order.BuyerId equals buyer.Id
            where ids.Contains(order.MerchantId)
            orderby buyer.Handle
            select new { order.MerchantId, Buyer = buyer }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.MerchantId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<User>)[.. group.Select(row => row.Buyer).DistinctBy(u => u.Id)]);
    }, []);

    /// <summary>Friends in a group who let it be seen, by handle. One that still waits for others shows them too.</summary>
    public BatchLoader<GroupBuyId, IReadOnlyList<UserNode>> FriendsInGroup { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Id ?? Nobody;

        var rows = await (
            from order in db.Orders
            join buyer in db.Users on order.BuyerId equals buyer.Id
            where order.GroupId != null && ids.Contains(order.GroupId.Value)
                && order.Visibility != Visibility.Parties
                && db.Friendships.Any(f => f.OwnerId == viewer && f.FriendId == order.BuyerId)
            orderby buyer.Handle
            select new { Group = order.GroupId!.Value, Buyer = buyer }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.Group)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<UserNode>)[.. group.Select(row => new UserNode(row.Buyer))]);
    }, []);
}
