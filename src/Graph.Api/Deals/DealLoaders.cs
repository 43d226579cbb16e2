using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals;

/// <summary>
/// Loads merchants, deals, groups and orders by ID, and their details, as far as the viewer may see them. Each batch
/// is one database command. Most of it is public, so there may be no viewer.
/// </summary>
public sealed partial class DealLoaders(GraphDb db, Caller caller, LoaderMemory memory, TimeProvider clock)
{
    private static readonly KeptQuery<IReadOnlyList<MerchantId>, Merchant> AllMerchants = new((db, ids) =>
        db.Set<Merchant>().Where(m => ids.Contains(m.Id)));

    private static readonly KeptQuery<IReadOnlyList<ShopId>, Shop> AllShops = new((db, ids) =>
        db.Set<Shop>().Where(s => ids.Contains(s.Id)));

    private static readonly KeptQuery<(UserId? Viewer, IReadOnlyList<DealId> Ids), DealOfMerchant> VisibleDeals = new((db, of) =>
        from deal in db.Set<Deal>().Where(Deal.VisibleTo(of.Viewer, db))
        join merchant in db.Set<Merchant>() on deal.MerchantId equals merchant.Id
        where of.Ids.Contains(deal.Id)
        select new DealOfMerchant { Deal = deal, Merchant = merchant });

    private static readonly KeptQuery<IReadOnlyList<DealId>, ShopOfDeal> AllShopsOfDeals = new((db, ids) =>
        from redeems in db.Set<DealShop>()
        join shop in db.Set<Shop>() on redeems.ShopId equals shop.Id
        where ids.Contains(redeems.DealId)
        select new ShopOfDeal { DealId = redeems.DealId, Shop = shop });

    private static readonly KeptQuery<IReadOnlyList<DealId>, LeftOfDeal> AllRemaining = new((db, ids) => db.Set<StockPart>()
        .Where(p => ids.Contains(p.DealId))
        .GroupBy(p => p.DealId)
        .Select(g => new LeftOfDeal { DealId = g.Key, Left = g.Sum(p => p.Remaining) }));

    private static readonly KeptQuery<IReadOnlyList<GroupBuyId>, GroupBuy> AllGroups = new((db, ids) =>
        db.Set<GroupBuy>().Where(g => ids.Contains(g.Id)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<OrderId> Ids), Order> VisibleOrders = new((db, of) =>
        db.Set<Order>().Where(o => of.Ids.Contains(o.Id)).Where(Order.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<IReadOnlyList<MerchantId>, Shop> AllShopsOfMerchants = new((db, ids) =>
        db.Set<Shop>().Where(s => ids.Contains(s.MerchantId)));

    public BatchLoader<MerchantId, MerchantNode?> Merchants => field ??= new(memory, async (ids, cancellationToken) =>
        await AllMerchants.DictionaryAsync(db, ids, m => m.Id, m => (MerchantNode?)new MerchantNode(m), cancellationToken), null);

    public BatchLoader<ShopId, ShopNode?> Shops => field ??= new(memory, async (ids, cancellationToken) =>
        await AllShops.DictionaryAsync(db, ids, s => s.Id, s => (ShopNode?)new ShopNode(s), cancellationToken), null);

    public BatchLoader<DealId, DealNode?> Deals => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleDeals.DictionaryAsync(
            db, (caller.Id, ids), row => row.Deal.Id, row => (DealNode?)new DealNode(row.Deal, row.Merchant), cancellationToken), null);

    public BatchLoader<GroupBuyId, GroupBuyNode?> Groups => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var now = clock.UtcNow();
        return await AllGroups.DictionaryAsync(db, ids, g => g.Id, g => (GroupBuyNode?)new GroupBuyNode(g, now), cancellationToken);
    }, null);

    public BatchLoader<OrderId, OrderNode?> Orders => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleOrders.DictionaryAsync(db, (caller.Viewer, ids), o => o.Id, o => (OrderNode?)new OrderNode(o), cancellationToken), null);

    public BatchLoader<MerchantId, IReadOnlyList<ShopNode>> ShopsOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var shops = await AllShopsOfMerchants.ListAsync(db, ids, cancellationToken);
        return shops
            .GroupBy(shop => shop.MerchantId)
            .ToDictionary(group => group.Key, group => ByName(group));
    }, []);

    public BatchLoader<DealId, IReadOnlyList<ShopNode>> ShopsOfDeal => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = await AllShopsOfDeals.ListAsync(db, ids, cancellationToken);
        return rows
            .GroupBy(row => row.DealId)
            .ToDictionary(group => group.Key, group => ByName(group.Select(row => row.Shop)));
    }, []);

    public BatchLoader<DealId, long> Remaining => field ??= new(memory, async (ids, cancellationToken) =>
        await AllRemaining.DictionaryAsync(db, ids, row => row.DealId, row => row.Left, cancellationToken), 0);

    /// <summary>Shops keep no sort key, and a merchant has at most 200, so they are put in order here.</summary>
    private static IReadOnlyList<ShopNode> ByName(IEnumerable<Shop> shops) =>
    [
        .. shops
            .OrderBy(shop => SortKey.Of(shop.Name).ToString(), StringComparer.Ordinal)
            .ThenBy(shop => shop.AddedAt)
            .Select(shop => new ShopNode(shop)),
    ];

    private sealed class DealOfMerchant
    {
        public required Deal Deal { get; init; }

        public required Merchant Merchant { get; init; }
    }

    private sealed class ShopOfDeal
    {
        public required DealId DealId { get; init; }

        public required Shop Shop { get; init; }
    }

    private sealed class LeftOfDeal
    {
        public required DealId DealId { get; init; }

        public required long Left { get; init; }
    }
}
