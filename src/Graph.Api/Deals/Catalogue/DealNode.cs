using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Deals.Catalogue;

/// <summary>
/// A deal: an offer of a merchant that is on sale for a limited time. Its terms never change. Everybody sees published
/// deals; only the merchant's staff see drafts.
/// </summary>
/// <param name="deal">The deal.</param>
/// <param name="merchant">Its merchant, if they were read together; otherwise the merchant is looked up on demand.</param>
public sealed class DealNode(Deal deal, Merchant? merchant = null) : INode, IActivitySubject, INotificationSubject
{
    /// <summary>The opaque global ID. Everybody who may see the deal can fetch it by this ID.</summary>
    public ITypedId Id => deal.Id;

    /// <summary>The merchant who sells it.</summary>
    public Loading<MerchantNode> Merchant(DealLoaders deals) => merchant is not null
        ? new Loaded<MerchantNode>(new MerchantNode(merchant))
        : deals.Merchants.Load(deal.MerchantId, found => found!);

    /// <summary>The title, 1 to 80 characters.</summary>
    public string Title => deal.Title;

    /// <summary>A longer description, at most 2000 characters; null when there is none.</summary>
    public string? Description => deal.Description;

    /// <summary>The https addresses of at most 9 pictures, in the order in which to show them.</summary>
    public IReadOnlyList<string> ImageUrls => deal.ImageUrls;

    /// <summary>The kind of deal.</summary>
    public DealKind Kind => deal.Kind;

    /// <summary>The price of one piece.</summary>
    public Money Price => Fen(deal.Price);

    /// <summary>The regular price of one piece, to compare with `price`.</summary>
    public Money ListPrice => Fen(deal.ListPrice);

    /// <summary>The terms for buying in a group; null when the deal is not a GROUP_BUY.</summary>
    public GroupBuyTermsNode? GroupBuy => deal.Group is { } terms ? new GroupBuyTermsNode(terms) : null;

    /// <summary>
    /// The reward for a person who shared the deal, for each completed order of a friend that names them; null when
    /// there is none.
    /// </summary>
    public Money? ShareReward => deal.ShareReward == 0 ? null : Fen(deal.ShareReward);

    /// <summary>The lowest real-name level with which a person may buy the deal.</summary>
    public RealNameLevel RequiredLevel => deal.RequiredLevel;

    /// <summary>The number of pieces at the beginning of the sale.</summary>
    public int Stock => (int)deal.Stock;

    /// <summary>The number of pieces that are left.</summary>
    public Loading<int> Remaining(DealLoaders deals) => deals.Remaining.Load(deal.Id, left => (int)left);

    /// <summary>The number of pieces that one person may buy, counted over all their accounts.</summary>
    public int PerUserLimit => (int)deal.PerUserLimit;

    /// <summary>The time at which the sale begins, in UTC.</summary>
    public DateTime StartsAt => deal.StartsAt;

    /// <summary>
    /// The time, in UTC, until which the deal is on sale and its vouchers can be redeemed. Unused vouchers are
    /// refunded automatically then.
    /// </summary>
    public DateTime EndsAt => deal.EndsAt;

    /// <summary>The current status of the deal.</summary>
    public Loading<DealStatus> Status(DealLoaders deals, TimeProvider clock) =>
        deals.Remaining.Load(deal.Id, left => deal.StatusAt(clock.UtcNow(), left));

    /// <summary>
    /// Whether the viewer may buy the deal now, and if not, why. Ask for it before you show the button to buy.
    /// </summary>
    public Loading<EligibilityNode> ViewerCanBuy(DealLoaders deals, TimeProvider clock) => deals.Standing.Load(
        deal.Id, standing => new EligibilityNode(Eligibility.Of(deal, standing, clock.UtcNow()), deal.RequiredLevel));

    /// <summary>
    /// The shops in which the deal is redeemed, in the order of their names; empty when the goods are sent.
    /// </summary>
    public Loading<IReadOnlyList<ShopNode>> Shops(DealLoaders deals) => deals.ShopsOfDeal.Load(deal.Id);

    /// <summary>The shop of this deal that is nearest to a place; null when the goods are sent.</summary>
    /// <param name="to">The place.</param>
    public Loading<ShopNode?> NearestShop(DealLoaders deals, GeoPointInput to) => ShopNearest(deals, to.ToPoint("to"));

    internal Loading<ShopNode?> ShopNearest(DealLoaders deals, GeoPoint place) =>
        deals.ShopsOfDeal.Load(deal.Id, shops => shops.MinBy(shop => shop.MetersFrom(place)));

    /// <summary>
    /// The viewer's friends who bought the deal and let others see it, in the order of their names. Empty when
    /// nobody is signed in.
    /// </summary>
    public Loading<Connection<UserNode>> FriendsWhoBought(
        GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        BuyerLists.OfDeal(pages, db, caller.Id, deal.Id, page);

    /// <summary>
    /// The viewer's friends who shared the deal with the viewer, the latest first, at most 100. One of them can be named as
    /// `sharedBy` of `buyDeal`. Empty when nobody is signed in.
    /// </summary>
    [AnswersNull]
    [AtMost(DealLoaders.MaxSharers)]
    public Loading<IReadOnlyList<UserNode>> SharedByFriends(DealLoaders deals) => deals.SharersOf.Load(deal.Id);

    /// <summary>The groups that can be joined now. The group that expires soonest comes first.</summary>
    public Loading<Connection<GroupBuyNode>> OpenGroups(
        GraphDb db, TimeProvider clock, PageLoaders pages, PageArguments page) =>
        pages.Load<DealId, GroupBuyNode>(deal.Id, page, (deals, cancellationToken) =>
        {
            var now = clock.UtcNow();
            return GroupBuyNode.EndingFirst.PagesAsync(
                db, (deals, now), deals, page, group => new GroupBuyNode(group, now), cancellationToken);
        }).Then(found => found!);

    private Money Fen(long minorUnits) => new(minorUnits, deal.Currency);
}

/// <summary>
/// The terms for buying a deal in a group: the price, the size of the group and the time that it has.
/// </summary>
public sealed class GroupBuyTermsNode(GroupTerms terms)
{
    /// <summary>The number of buyers that a group needs.</summary>
    public int Size => terms.Size;

    /// <summary>The price of one piece for each buyer in the group.</summary>
    public Money Price => terms.Price;

    /// <summary>
    /// The number of hours in which the group must be complete, counted from its first buyer. A group ends at the
    /// latest when the deal ends.
    /// </summary>
    public int Hours => terms.Hours;
}

/// <summary>Whether the viewer may buy a deal or invest in a fund now, and if not, why.</summary>
public sealed class EligibilityNode(EligibilityCode code, RealNameLevel required)
{
    /// <summary>
    /// Whether `buyDeal` would succeed now for one piece, or `subscribeFund` for the fund's minimum, if the viewer has enough
    /// money, confirms the payment as it asks, and stays within `realName.limits`. With AFTER_WARNING, it needs `acknowledgesRisk`.
    /// </summary>
    public bool Allowed => code is EligibilityCode.Ok or EligibilityCode.AfterWarning;

    /// <summary>The reason why the viewer may not buy, as a code for programs; OK when the viewer may.</summary>
    public EligibilityCode Code => code;

    /// <summary>The reason, as text for people; null when there is none.</summary>
    public string? Message => Eligibility.MessageOf(code);

    /// <summary>The real-name level that is needed, if `code` is LEVEL; otherwise null.</summary>
    public RealNameLevel? RequiredLevel => code == EligibilityCode.Level ? required : null;
}
