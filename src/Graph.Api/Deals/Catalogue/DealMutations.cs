using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Deals.Catalogue;

/// <summary>A new deal; its terms do not change afterwards.</summary>
/// <param name="Merchant">The id of a merchant for whom the viewer works.</param>
/// <param name="Title">1 to 80 characters.</param>
/// <param name="Kind">What is sold.</param>
/// <param name="Price">What one piece costs.</param>
/// <param name="ListPrice">What one piece costs elsewhere; at least the price.</param>
/// <param name="Stock">How many pieces there are, 1 to 1,000,000.</param>
/// <param name="StartsAt">From when it is on sale.</param>
/// <param name="EndsAt">Until when it is on sale, and its vouchers are redeemed; within a year.</param>
/// <param name="Shops">The ids of the merchant's shops that redeem it, at most 100; none for what is sent.</param>
/// <param name="Description">At most 2000 characters.</param>
/// <param name="ImageUrls">At most 9 https addresses of pictures.</param>
/// <param name="GroupBuy">With GROUP_BUY, and only then: the terms of groups.</param>
/// <param name="ShareReward">What who shared it earns with each order that completes; less than any price.</param>
/// <param name="RequiredLevel">The real-name level that it takes to buy it.</param>
/// <param name="PerUserLimit">How many pieces one person may have, 1 to 100.</param>
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

/// <summary>What a group pays, how large it must be, and how long it has.</summary>
/// <param name="Size">How many buyers it takes, 2 to 100.</param>
/// <param name="Price">What one piece costs each of them; less than the price alone.</param>
/// <param name="Hours">How many hours a group has, 1 to 168.</param>
public sealed record GroupBuyTermsInput(int Size, MoneyInput Price, int Hours);

/// <summary>What goes on sale.</summary>
/// <param name="Deal">The id of a draft, or of a paused deal.</param>
public sealed record PublishDealInput(DealId Deal);

/// <summary>What is taken off sale.</summary>
/// <param name="Deal">The id of a deal that is on sale.</param>
public sealed record PauseDealInput(DealId Deal);

/// <summary>What was looked at.</summary>
/// <param name="Deals">The ids of the deals that were shown, 1 to 100; send them together.</param>
public sealed record RecordDealViewsInput(IReadOnlyList<DealId> Deals);

/// <summary>What is shown to whom.</summary>
/// <param name="Deal">The id of a published deal.</param>
/// <param name="Friends">The ids of friends, 1 to 100.</param>
/// <param name="Message">What to say with it, at most 80 characters; the friends read it in their notification.</param>
public sealed record ShareDealInput(DealId Deal, IReadOnlyList<UserId> Friends, string? Message);

/// <param name="Deal">The deal as it is now.</param>
public sealed record DealChanged(DealNode Deal);

/// <param name="Recorded">How many views were counted: of published deals, and not by their staff.</param>
public sealed record DealViewsRecorded(int Recorded);

[MutationFields]
public sealed class DealMutations
{
    /// <summary>Writes a deal down; only the staff see it until it is published.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<DealChanged> CreateDeal(
        Offers offers, DealLoaders loaders, Caller caller, CreateDealInput input, CancellationToken cancellationToken)
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
        return await ChangedAsync(await offers.DraftAsync(caller.Viewer, terms), loaders, cancellationToken);
    }

    /// <summary>Puts a draft, or a paused deal, on sale; followers hear of it the first time. Again changes nothing.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(DealStatusError), typeof(OwnerLevelError), typeof(MerchantLimitError))]
    public static async Task<DealChanged> PublishDeal(
        Offers offers, DealLoaders loaders, Caller caller, PublishDealInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(await offers.PublishAsync(caller.Viewer, input.Deal), loaders, cancellationToken);

    /// <summary>Takes a deal off sale; what was bought stays bought. Again changes nothing.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(DealStatusError))]
    public static async Task<DealChanged> PauseDeal(
        Offers offers, DealLoaders loaders, Caller caller, PauseDealInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(await offers.PauseAsync(caller.Viewer, input.Deal), loaders, cancellationToken);

    /// <summary>Tells that deals were shown to somebody: the merchant's `insights` count it. For anybody.</summary>
    [Errors(typeof(ValidationError))]
    public static async Task<DealViewsRecorded> RecordDealViews(Offers offers, Caller caller, RecordDealViewsInput input) =>
        new(await offers.ViewAsync(caller.Id, input.Deals));

    /// <summary>Shows a deal to friends, who may name the viewer as `sharedBy` when they buy it. Again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(NotFriendsError))]
    public static async Task<DealChanged> ShareDeal(
        Offers offers, DealLoaders loaders, Caller caller, ShareDealInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(
            await offers.ShareAsync(caller.Viewer, input.Deal, input.Friends, input.Message), loaders, cancellationToken);

    private static async Task<DealChanged> ChangedAsync(DealId id, DealLoaders loaders, CancellationToken cancellationToken) =>
        new((await loaders.Deals.LoadAsync(id, cancellationToken))!);
}
