using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals;

/// <summary>
/// Loads merchants, deals, groups and orders by ID, and their details, as far as the viewer may see them. Each batch
/// is one database command. Most of it is public, so there may be no viewer.
/// </summary>
public sealed partial class DealLoaders(GraphDb db, Caller caller, LoaderMemory memory, TimeProvider clock)
{
    public BatchLoader<MerchantId, MerchantNode?> Merchants { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Merchant>()
            .Where(m => ids.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, m => (MerchantNode?)new MerchantNode(m), cancellationToken), null);

    public BatchLoader<ShopId, ShopNode?> Shops { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Shop>()
            .Where(s => ids.Contains(s.Id))
            .ToDictionaryAsync(s => s.Id, s => (ShopNode?)new ShopNode(s), cancellationToken), null);

    public BatchLoader<DealId, DealNode?> Deals { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Deal>()
            .Where(d => ids.Contains(d.Id))
            .Where(Deal.VisibleTo(caller.Id, db))
            .ToDictionaryAsync(d => d.Id, d => (DealNode?)new DealNode(d), cancellationToken), null);

    public BatchLoader<GroupBuyId, GroupBuyNode?> Groups { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var now = clock.UtcNow();
        return await db.Set<GroupBuy>()
            .Where(g => ids.Contains(g.Id))
            .ToDictionaryAsync(g => g.Id, g => (GroupBuyNode?)new GroupBuyNode(g, now), cancellationToken);
    }, null);

    public BatchLoader<OrderId, OrderNode?> Orders { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Order>()
            .Where(o => ids.Contains(o.Id))
            .Where(Order.VisibleTo(caller.Viewer, db))
            .ToDictionaryAsync(o => o.Id, o => (OrderNode?)new OrderNode(o), cancellationToken), null);

    public BatchLoader<MerchantId, IReadOnlyList<ShopNode>> ShopsOf { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var shops = await db.Set<Shop>()
            .Where(s => ids.Contains(s.MerchantId))
            .OrderBy(s => s.Name).ThenBy(s => s.AddedAt)
            .ToListAsync(cancellationToken);
        return shops
            .GroupBy(shop => shop.MerchantId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<ShopNode>)[.. group.Select(shop => new ShopNode(shop))]);
    }, []);

    public BatchLoader<DealId, IReadOnlyList<ShopNode>> ShopsOfDeal { get; } = new(memory, async (ids, cancellationToken) =>
    {
        var rows = await (
            from redeems in db.Set<DealShop>()
            join shop in db.Set<Shop>() on redeems.ShopId equals shop.Id
            where ids.Contains(redeems.DealId)
            orderby shop.Name, shop.AddedAt
            select new { redeems.DealId, Shop = shop }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.DealId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<ShopNode>)[.. group.Select(row => new ShopNode(row.Shop))]);
    }, []);

    public BatchLoader<DealId, long> Remaining { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<StockPart>()
            .Where(p => ids.Contains(p.DealId))
            .GroupBy(p => p.DealId)
            .Select(g => new { g.Key, Left = g.Sum(p => p.Remaining) })
            .ToDictionaryAsync(g => g.Key, g => g.Left, cancellationToken), 0);
}
