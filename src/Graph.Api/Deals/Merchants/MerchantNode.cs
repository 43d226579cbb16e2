using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Merchants;

/// <summary>
/// A merchant, who sells deals. Everybody sees it. The fields that are for its own staff are null for other viewers.
/// </summary>
public sealed class MerchantNode(Merchant merchant) : INode, IParty
{
    /// <summary>The opaque global ID. Everybody can fetch the merchant by it.</summary>
    [SameForAll]
    public ITypedId Id => merchant.Id;

    /// <summary>The unique name by which people find the merchant: lower-case letters, digits and `_`.</summary>
    public string Handle => merchant.Handle;

    /// <summary>The name to show.</summary>
    [SameForAll]
    public string DisplayName => merchant.DisplayName;

    /// <summary>The https address of a picture; null when there is none.</summary>
    [SameForAll]
    public string? AvatarUrl => merchant.AvatarUrl;

    /// <summary>The merchant's text about itself, at most 1000 characters; null when there is none.</summary>
    public string? About => merchant.About;

    /// <summary>The category of the merchant.</summary>
    public MerchantCategory Category => merchant.Category;

    /// <summary>Whether the merchant has a business licence. A PERSONAL_SHOP has none.</summary>
    public bool Verified => merchant.LicenceNumber is not null;

    /// <summary>The merchant's shops, in the order of their names; at most 200.</summary>
    public Loading<IReadOnlyList<ShopNode>> Shops(DealLoaders deals) => deals.ShopsOf.Load(merchant.Id);

    /// <summary>The merchant's published deals, the latest first. Its staff see drafts too.</summary>
    /// <param name="where">A filter. All deals match when it is left out.</param>
    /// <param name="order">
    /// The order of the list, the most important item first. `distance` cannot be used here, only in `Query.deals`
    /// with `near`.
    /// </param>
    public Loading<DealConnection> Deals(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        PageLoaders pages,
        DealFilterInput? where,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page) =>
        pages.Load<MerchantId, DealNode>(merchant.Id, page, (merchants, cancellationToken) =>
            new DealList(db, caller.Id, clock.UtcNow()).PagesAsync(merchants, where, order, page, cancellationToken))
            .Then(found => new DealConnection(found!, near: null));

    /// <summary>The number of people who follow the merchant.</summary>
    public int FollowerCount => (int)merchant.FollowerCount;

    /// <summary>Whether the viewer follows the merchant. False when nobody is signed in.</summary>
    public Loading<bool> ViewerFollows(DealLoaders deals) => deals.Follows.Load(merchant.Id);

    /// <summary>
    /// The viewer's friends who bought from this merchant and let others see it, in the order of their names. Empty
    /// when nobody is signed in.
    /// </summary>
    public Loading<Connection<UserNode>> FriendsWhoBought(
        GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        BuyerLists.OfMerchant(pages, db, caller.Id, merchant.Id, page);

    /// <summary>
    /// Whether the viewer works for the merchant. Then `insights`, `orders`, `staff` and `settlement` are not null.
    /// </summary>
    public Loading<bool> ViewerIsStaff(DealLoaders deals) => deals.WorksFor.Load(merchant.Id);

    /// <summary>Whether the viewer owns the merchant, and so may change its staff and withdraw its money.</summary>
    [AnswersNull]
    public bool ViewerIsOwner(Caller caller) => caller.Id == merchant.OwnerId;

    /// <summary>
    /// Statistics of the merchant's deals over some days: views, orders, revenue and the effect of sharing. Null
    /// unless the viewer works for the merchant.
    /// </summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, in Asia/Shanghai. It is included; insights cover at most 366 days.</param>
    public async Task<MerchantInsightsNode?> Insights(
        GraphDb db, DealLoaders deals, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (to < from || to.DayNumber - from.DayNumber >= Domain.Deals.Merchants.Insights.MaxDays)
        {
            throw GraphError.BadUserInput("Insights cover 1 to 366 days, and `from` must not be after `to`.", "to");
        }

        return await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? new MerchantInsightsNode(await Domain.Deals.Merchants.Insights.OfAsync(db, merchant.Id, from, to, cancellationToken))
            : null;
    }

    /// <summary>
    /// The orders of the merchant's deals, the latest first. Null unless the viewer works for the merchant.
    /// </summary>
    /// <param name="where">A filter. All orders match when it is left out.</param>
    public Loading<Connection<OrderNode>?> Orders(
        GraphDb db, Caller caller, PageLoaders pages, OrderFilterInput? where, PageArguments page) =>
        pages.Load<MerchantId, OrderNode>(merchant.Id, page, (merchants, cancellationToken) =>
            OrderRows.PagesAsync(db, caller.Id, merchants, where, page, cancellationToken));

    /// <summary>
    /// The merchant's staff, including the owner, in the order of their handles. Null unless the viewer works for the
    /// merchant.
    /// </summary>
    [AnswersNull]
    [AtMost(Merchant.MaxStaff)]
    public async Task<IReadOnlyList<UserNode>?> Staff(
        DealLoaders deals, BusinessLoaders businesses, CancellationToken cancellationToken) =>
        await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? await businesses.StaffOf.LoadAsync(merchant.SettlementId, cancellationToken)
            : null;

    /// <summary>
    /// The money that can be paid out with `withdrawSettlement`. Null unless the viewer works for the merchant.
    /// </summary>
    public async Task<Money?> Settlement(DealLoaders deals, BusinessLoaders businesses, CancellationToken cancellationToken) =>
        await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? await businesses.AvailableOf.LoadAsync(merchant.SettlementId, cancellationToken)
            : null;
}

/// <summary>A shop of a merchant, in which vouchers are redeemed.</summary>
public sealed class ShopNode(Shop shop) : INode
{
    /// <summary>The opaque global ID. Everybody can fetch the shop by it.</summary>
    public ITypedId Id => shop.Id;

    /// <summary>The name of the shop, 1 to 60 characters.</summary>
    public string Name => shop.Name;

    /// <summary>The address of the shop as text for people, 1 to 200 characters.</summary>
    public string Address => shop.Address;

    /// <summary>The place of the shop in degrees, for maps.</summary>
    public GeoPointNode Location => new(new GeoPoint(shop.Latitude, shop.Longitude));

    /// <summary>The distance from a place to the shop along the surface of the Earth, in metres.</summary>
    /// <param name="from">The place.</param>
    public int DistanceMeters(GeoPointInput from) => DistanceFrom(from.ToPoint("from"));

    internal int DistanceFrom(GeoPoint place) => (int)Math.Round(MetersFrom(place));

    internal double MetersFrom(GeoPoint place) => SpherePoint.Of(place).MetersTo(shop.Point);
}
