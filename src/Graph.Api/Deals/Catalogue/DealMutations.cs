using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Views;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Deals.Catalogue;

/// <summary>The terms of a new deal. They cannot be changed afterwards.</summary>
/// <param name="Merchant">The ID of a merchant for whom the viewer works.</param>
/// <param name="Title">The title, 1 to 80 characters.</param>
/// <param name="Kind">The kind of deal.</param>
/// <param name="Price">The price of one piece.</param>
/// <param name="ListPrice">The regular price of one piece. It must be at least `price`.</param>
/// <param name="Stock">The number of pieces, 1 to 1,000,000.</param>
/// <param name="StartsAt">The time at which the sale begins, in UTC.</param>
/// <param name="EndsAt">
/// The time, in UTC, until which the deal is on sale and its vouchers can be redeemed. It must be within a year.
/// </param>
/// <param name="Shops">
/// The IDs of at most 100 of the merchant's shops in which the deal is redeemed. Give an empty list when the goods are
/// sent.
/// </param>
/// <param name="Description">A longer description, at most 2000 characters.</param>
/// <param name="ImageUrls">The https addresses of at most 9 pictures, in the order in which to show them.</param>
/// <param name="GroupBuy">The terms for buying in a group. Give them if `kind` is GROUP_BUY, and only then.</param>
/// <param name="ShareReward">
/// The reward for a person who shared the deal, for each completed order of a friend that names them. It must be less
/// than every price of the deal.
/// </param>
/// <param name="RequiredLevel">The lowest real-name level with which a person may buy the deal.</param>
/// <param name="PerUserLimit">The number of pieces that one person may buy, 1 to 100.</param>
public sealed record CreateDealInput(
    MerchantId Merchant,
    string Title,
    DealKind Kind,
    MoneyInput Price,
    MoneyInput ListPrice,
    int Stock,
    DateTime StartsAt,
    DateTime EndsAt,
    IReadOnlyList<ShopId> Shops,
    string? Description,
    IReadOnlyList<string>? ImageUrls,
    GroupBuyTermsInput? GroupBuy,
    MoneyInput? ShareReward,
    RealNameLevel RequiredLevel = RealNameLevel.ClassI,
    int PerUserLimit = 1);

/// <summary>
/// The terms for buying a deal in a group: the price, the size of the group and the time that it has.
/// </summary>
/// <param name="Size">The number of buyers that a group needs, 2 to 100.</param>
/// <param name="Price">
/// The price of one piece for each buyer in the group. It must be less than the deal's `price`.
/// </param>
/// <param name="Hours">The number of hours in which a group must be complete, 1 to 168.</param>
public sealed record GroupBuyTermsInput(int Size, MoneyInput Price, int Hours);

/// <summary>The deal to publish.</summary>
/// <param name="Deal">The ID of a draft, or of a paused deal.</param>
public sealed record PublishDealInput(DealId Deal);

/// <summary>The deal to pause.</summary>
/// <param name="Deal">The ID of a deal that is on sale.</param>
public sealed record PauseDealInput(DealId Deal);

/// <summary>The deals that were shown to a person.</summary>
/// <param name="Deals">The IDs of 1 to 100 deals that were shown. Collect them and send them together.</param>
public sealed record RecordDealViewsInput(IReadOnlyList<DealId> Deals);

/// <summary>The deal to share, and the friends with whom to share it.</summary>
/// <param name="Deal">The ID of a published deal.</param>
/// <param name="Friends">The IDs of 1 to 100 friends, each once.</param>
/// <param name="Message">A message to the friends, at most 80 characters. It is part of their notification.</param>
public sealed record ShareDealInput(DealId Deal, IReadOnlyList<UserId> Friends, string? Message);

/// <param name="Deal">The deal after the mutation.</param>
public sealed record DealChanged(DealNode Deal);

/// <param name="Recorded">
/// How many of the deals count as seen by the viewer today, whether or not they did before. Deals that are not published,
/// and those of a merchant for whom the viewer works, do not.
/// </param>
public sealed record DealViewsRecorded(int Recorded);

[MutationFields]
public sealed class DealMutations
{
    /// <summary>
    /// Creates a deal as a draft. Only the merchant's staff see it until it is published with `publishDeal`. Calling
    /// it again creates another draft.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<DealChanged> CreateDeal(
        Offers offers, DealLoaders loaders, Caller caller, CreateDealInput input)
    {
        var terms = new DealTerms(
            input.Merchant,
            input.Title,
            input.Kind,
            input.Price.ToMoney("price"),
            input.ListPrice.ToMoney("listPrice"),
            input.Stock)
        {
            Description = input.Description,
            ImageUrls = input.ImageUrls ?? [],
            Group = input.GroupBuy is { } group
                ? new GroupTerms(group.Size, group.Price.ToMoney("groupBuy", "price"), group.Hours)
                : null,
            ShareReward = input.ShareReward?.ToMoney("shareReward"),
            RequiredLevel = input.RequiredLevel,
            PerUserLimit = input.PerUserLimit,
            StartsAt = Time.CutToMicroseconds(input.StartsAt),
            EndsAt = Time.CutToMicroseconds(input.EndsAt),
            Shops = input.Shops,
        };
        return await ChangedAsync(await offers.DraftAsync(caller.Viewer, terms), loaders);
    }

    /// <summary>
    /// Puts a draft or a paused deal on sale. When it is published for the first time, it appears in the feed of the
    /// merchant's followers. It is refused while the viewer's account is frozen, and for 24 hours after its password was
    /// reset or its phone was changed. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(NotFoundError),
        typeof(DealStatusError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(OwnerLevelError),
        typeof(MerchantLimitError))]
    public static async Task<DealChanged> PublishDeal(
        Offers offers, DealLoaders loaders, Caller caller, PublishDealInput input) =>
        await ChangedAsync(await offers.PublishAsync(caller.Viewer, input.Deal), loaders);

    /// <summary>
    /// Takes a deal off sale. Orders that were made before stay valid. `publishDeal` puts it on sale again. Calling it
    /// again changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(DealStatusError))]
    public static async Task<DealChanged> PauseDeal(
        Offers offers, DealLoaders loaders, Caller caller, PauseDealInput input) =>
        await ChangedAsync(await offers.PauseAsync(caller.Viewer, input.Deal), loaders);

    /// <summary>
    /// Records that deals were shown to a person, for the merchant's `insights`, which show them after a few seconds.
    /// Nobody has to be signed in. A deal counts once for each user and day in Asia/Shanghai; callers who are not signed
    /// in count by their network address. Calling it again on the same day changes nothing.
    /// </summary>
    [Errors(typeof(ValidationError))]
    public static async Task<DealViewsRecorded> RecordDealViews(DealViews views, Caller caller, RecordDealViewsInput input) =>
        new(await views.RecordAsync(caller.Id, caller.Origin.Address, input.Deals));

    /// <summary>
    /// Shares a deal with friends, who get a notification. They may name the viewer as `sharedBy` when they buy the
    /// deal. Calling it again with the same friends changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(NotFriendsError))]
    public static async Task<DealChanged> ShareDeal(
        Offers offers, DealLoaders loaders, Caller caller, ShareDealInput input) =>
        await ChangedAsync(
            await offers.ShareAsync(caller.Viewer, input.Deal, input.Friends, input.Message), loaders);

    private static async Task<DealChanged> ChangedAsync(DealId id, DealLoaders loaders) =>
        new((await loaders.Deals.LoadAsync(id, CancellationToken.None))!);
}
