using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals.Merchants;

/// <summary>Somebody who sells; everybody sees it. What is for its own staff is null for anybody else.</summary>
public sealed class MerchantNode(Merchant merchant) : INode, IParty
{
    /// <summary>Opaque and global.</summary>
    public ITypedId Id => merchant.Id;

    /// <summary>The unique name by which others find it; small letters, digits and _.</summary>
    public string Handle => merchant.Handle;

    /// <summary>The name to show.</summary>
    public string DisplayName => merchant.DisplayName;

    /// <summary>The https address of a picture, if there is one.</summary>
    public string? AvatarUrl => merchant.AvatarUrl;

    /// <summary>What it says about itself, at most 1000 characters.</summary>
    public string? About => merchant.About;

    /// <summary>What it deals in.</summary>
    public MerchantCategory Category => merchant.Category;

    /// <summary>Whether it trades under a licence; a PERSONAL_SHOP does not.</summary>
    public bool Verified => merchant.LicenceNumber is not null;

    /// <summary>Where it sells, by name; at most 200.</summary>
    public Loading<IReadOnlyList<ShopNode>> Shops(DealLoaders deals) => deals.ShopsOf.Load(merchant.Id);

    /// <summary>Its published deals, the latest first; its staff see drafts too.</summary>
    /// <param name="where">Which deals.</param>
    /// <param name="order">In which order; `distance` is for `Query.deals` with `near`.</param>
    public Task<Connection<DealNode>> Deals(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        DealFilterInput? where,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken) =>
        new DealList(db, caller.Id, clock.UtcNow()).PageAsync(
            db.Set<Deal>().Where(d => d.MerchantId == merchant.Id), where, circle: null, order, page, cancellationToken);

    /// <summary>How many people follow it.</summary>
    public int FollowerCount => (int)merchant.FollowerCount;

    /// <summary>Whether the viewer follows it.</summary>
    public Loading<bool> ViewerFollows(DealLoaders deals) => deals.Follows.Load(merchant.Id);

    /// <summary>Friends who bought here and let it be seen, by handle; nobody while signed out.</summary>
    public Loading<Connection<UserNode>> FriendsWhoBought(DealLoaders deals, PageArguments page) =>
        deals.FriendsOfMerchant.Load(merchant.Id, friends => BuyerLists.PageOf(friends, page));

    /// <summary>For its own staff: what its deals did over some days, and how far friends carried them.</summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, included; at most 366 days in all.</param>
    [RequiresRole(Role.Merchant)]
    public async Task<MerchantInsightsNode?> Insights(
        GraphDb db, DealLoaders deals, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (to < from || to.DayNumber - from.DayNumber >= Domain.Deals.Merchants.Insights.MaxDays)
        {
            throw GraphError.BadUserInput("Insights are over 1 to 366 days, `from` not after `to`.");
        }

        return await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? new MerchantInsightsNode(await Domain.Deals.Merchants.Insights.OfAsync(db, merchant.Id, from, to, cancellationToken))
            : null;
    }

    /// <summary>For its own staff: what was ordered, the latest first.</summary>
    /// <param name="where">Which orders.</param>
    [RequiresRole(Role.Merchant)]
    public async Task<Connection<OrderNode>?> Orders(
        GraphDb db, DealLoaders deals, OrderFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? await OrderRows.PageAsync(db.Set<Order>().Where(o => o.MerchantId == merchant.Id), where, page, cancellationToken)
            : null;

    /// <summary>For its own staff: who works here, by handle; the owner is one of them.</summary>
    [RequiresRole(Role.Merchant)]
    public async Task<IReadOnlyList<UserNode>?> Staff(DealLoaders deals, CancellationToken cancellationToken) =>
        await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? await deals.StaffOf.LoadAsync(merchant.Id, cancellationToken)
            : null;

    /// <summary>For its own staff: what can be paid out with `withdrawSettlement`.</summary>
    [RequiresRole(Role.Merchant)]
    public async Task<Money?> Settlement(DealLoaders deals, CancellationToken cancellationToken) =>
        await deals.WorksFor.LoadAsync(merchant.Id, cancellationToken)
            ? await deals.SettlementOf.LoadAsync(merchant.Id, cancellationToken)
            : null;
}

/// <summary>A place where a merchant sells, and where vouchers are redeemed.</summary>
public sealed class ShopNode(Shop shop) : INode
{
    /// <summary>Opaque and global.</summary>
    public ITypedId Id => shop.Id;

    /// <summary>What it is called, 1 to 60 characters.</summary>
    public string Name => shop.Name;

    /// <summary>Where it is, for people; 1 to 200 characters.</summary>
    public string Address => shop.Address;

    /// <summary>Where it is, for maps.</summary>
    public GeoPointNode Location => new(new GeoPoint(shop.Latitude, shop.Longitude));

    /// <summary>How far it is from somewhere along the surface of the Earth, in metres.</summary>
    /// <param name="from">From where.</param>
    public int DistanceMeters(GeoPointInput from) => (int)Math.Round(MetersFrom(from.ToPoint()));

    internal double MetersFrom(GeoPoint place) => SpherePoint.Of(place).MetersTo(shop.Point);
}
