using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Deals.Catalogue;

/// <summary>Something for sale, from one moment to another. Its terms never change; everybody sees what was published.</summary>
public sealed class DealNode(Deal deal) : INode, IActivitySubject, INotificationSubject
{
    /// <summary>Opaque and global.</summary>
    public ITypedId Id => deal.Id;

    /// <summary>Who sells it.</summary>
    public Loading<MerchantNode> Merchant(DealLoaders deals) =>
        deals.Merchants.Load(deal.MerchantId, merchant => merchant!);

    /// <summary>What it is, in 1 to 80 characters.</summary>
    public string Title => deal.Title;

    /// <summary>More about it, at most 2000 characters.</summary>
    public string? Description => deal.Description;

    /// <summary>The https addresses of pictures, the first one first; at most 9.</summary>
    public IReadOnlyList<string> ImageUrls => deal.ImageUrls;

    /// <summary>What is sold.</summary>
    public DealKind Kind => deal.Kind;

    /// <summary>What one piece costs.</summary>
    public Money Price => Fen(deal.Price);

    /// <summary>What one piece costs elsewhere.</summary>
    public Money ListPrice => Fen(deal.ListPrice);

    /// <summary>What a group pays; null for what is not bought in groups.</summary>
    public GroupBuyTermsNode? GroupBuy => deal.Group is { } terms ? new GroupBuyTermsNode(terms) : null;

    /// <summary>What who shared it earns with each order that completes; null for nothing.</summary>
    public Money? ShareReward => deal.ShareReward == 0 ? null : Fen(deal.ShareReward);

    /// <summary>The real-name level that it takes to buy it.</summary>
    public RealNameLevel RequiredLevel => deal.RequiredLevel;

    /// <summary>How many pieces there were at first.</summary>
    public int Stock => (int)deal.Stock;

    /// <summary>How many pieces are left.</summary>
    public Loading<int> Remaining(DealLoaders deals) => deals.Remaining.Load(deal.Id, left => (int)left);

    /// <summary>How many pieces one person may have, over all their accounts.</summary>
    public int PerUserLimit => (int)deal.PerUserLimit;

    /// <summary>From when it is on sale.</summary>
    public DateTime StartsAt => deal.StartsAt;

    /// <summary>Until when it is on sale, and its vouchers are redeemed; one that was not used refunds itself then.</summary>
    public DateTime EndsAt => deal.EndsAt;

    /// <summary>Where it stands.</summary>
    public Loading<DealStatus> Status(DealLoaders deals, TimeProvider clock) =>
        deals.Remaining.Load(deal.Id, left => deal.StatusAt(clock.UtcNow(), left));

    /// <summary>Whether the viewer may buy now, and if not, why: asked before the button is shown.</summary>
    public Loading<EligibilityNode> ViewerCanBuy(DealLoaders deals, TimeProvider clock) => deals.Standing.Load(
        deal.Id, standing => new EligibilityNode(deal, Eligibility.Of(deal, standing, clock.UtcNow())));

    /// <summary>Where it is redeemed, by name; none for what is sent.</summary>
    public Loading<IReadOnlyList<ShopNode>> Shops(DealLoaders deals) => deals.ShopsOfDeal.Load(deal.Id);

    /// <summary>The nearest of its shops; null for what is sent.</summary>
    /// <param name="to">From where.</param>
    public Loading<ShopNode?> NearestShop(DealLoaders deals, GeoPointInput to)
    {
        var place = to.ToPoint();
        return deals.ShopsOfDeal.Load(deal.Id, shops => shops.MinBy(shop => shop.MetersFrom(place)));
    }

    /// <summary>Friends who bought it and let it be seen, by handle; nobody while signed out.</summary>
    public Loading<Connection<UserNode>> FriendsWhoBought(DealLoaders deals, PageArguments page) =>
        deals.FriendsOfDeal.Load(deal.Id, friends => BuyerLists.PageOf(friends, page));

    /// <summary>Groups that can be joined now, those that end soonest first.</summary>
    public Task<Connection<GroupBuyNode>> OpenGroups(
        GraphDb db, TimeProvider clock, PageArguments page, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        return GroupBuyNode.EndingFirst.PageAsync(
            db.Set<GroupBuy>().Where(g => g.DealId == deal.Id
                && db.Set<Deal>().Any(d => d.Id == g.DealId && d.Status == DealStatus.Live && d.EndsAt > now)
                && g.Status == GroupBuyStatus.Open && g.ExpiresAt > now && g.Members < g.Size),
            page,
            group => new GroupBuyNode(group, now),
            cancellationToken);
    }

    private Money Fen(long minorUnits) => new(minorUnits, deal.Currency);
}

/// <summary>What a group pays, how large it must be, and how long it has.</summary>
public sealed class GroupBuyTermsNode(GroupTerms terms)
{
    /// <summary>How many buyers it takes.</summary>
    public int Size => terms.Size;

    /// <summary>What one piece costs each of them.</summary>
    public Money Price => terms.Price;

    /// <summary>How many hours a group has from its first buyer on; never longer than the deal.</summary>
    public int Hours => terms.Hours;
}

/// <summary>Whether somebody may buy a deal now, and if not, why.</summary>
public sealed class EligibilityNode(Deal deal, EligibilityCode code)
{
    /// <summary>Whether `buyDeal` would be taken now, as far as one piece and enough money go.</summary>
    public bool Allowed => code == EligibilityCode.Ok;

    /// <summary>Why not, for programs; OK when it is.</summary>
    public EligibilityCode Code => code;

    /// <summary>Why not, for people; null when it is allowed.</summary>
    public string? Message => Eligibility.MessageOf(code);

    /// <summary>With LEVEL: the real-name level that it takes.</summary>
    public RealNameLevel? RequiredLevel => code == EligibilityCode.Level ? deal.RequiredLevel : null;
}

/// <summary>Pages of friends out of a list that was loaded for many deals at once.</summary>
internal static class BuyerLists
{
    private static readonly Keyset<User> ByHandle = new Keyset<User>("friends who bought").By(u => u.Handle);

    public static Connection<UserNode> PageOf(IReadOnlyList<User> friends, PageArguments page) =>
        ByHandle.Page(friends, page, friend => new UserNode(friend));
}
