using Graph.Api.Ledger;
using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Users;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Deals.Merchants;

/// <summary>The data of a new merchant.</summary>
/// <param name="DisplayName">The name to show to others, 1 to 40 characters.</param>
/// <param name="Handle">
/// The unique name: 3 to 30 characters. Lower-case letters, digits and `_` are allowed; the first character is a
/// letter.
/// </param>
/// <param name="Category">
/// The category of the merchant. A PERSONAL_SHOP sells without a licence and has lower limits.
/// </param>
/// <param name="LicenceNumber">
/// The number of the business licence: the unified social credit code (GB 32100-2015), 18 characters. Leave it out for
/// a PERSONAL_SHOP.
/// </param>
public sealed record OpenMerchantInput(string DisplayName, string Handle, MerchantCategory Category, string? LicenceNumber);

/// <summary>
/// The changes to a merchant. A field that is left out or null stays as it is. An empty text clears `avatarUrl` or
/// `about`.
/// </summary>
/// <param name="Merchant">The ID of a merchant for whom the viewer works.</param>
/// <param name="DisplayName">The name to show to others, 1 to 40 characters.</param>
/// <param name="AvatarUrl">The https address of a picture, at most 500 characters.</param>
/// <param name="About">A text about the merchant, at most 1000 characters.</param>
public sealed record UpdateMerchantInput(MerchantId Merchant, string? DisplayName, string? AvatarUrl, string? About);

/// <summary>The friend to add to the staff of a merchant.</summary>
/// <param name="Merchant">The ID of a merchant that the viewer owns.</param>
/// <param name="User">The ID of a friend of the viewer.</param>
public sealed record AddMerchantStaffInput(MerchantId Merchant, UserId User);

/// <summary>The person to remove from the staff of a merchant.</summary>
/// <param name="Merchant">The ID of a merchant for whom the viewer works.</param>
/// <param name="User">
/// The ID of a member of the staff. The owner may remove everybody except themselves; others may remove only
/// themselves.
/// </param>
public sealed record RemoveMerchantStaffInput(MerchantId Merchant, UserId User);

/// <summary>
/// The amount to pay out to the owner. It goes to the owner's default bank card, or else to the newest accepted one; a card that still
/// waits for its first withdrawal comes last.
/// </summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Merchant">The ID of a merchant that the viewer owns.</param>
/// <param name="Amount">The amount to pay out.</param>
public sealed record WithdrawSettlementInput(Guid IdempotencyKey, MerchantId Merchant, MoneyInput Amount);

/// <summary>The data of a new shop.</summary>
/// <param name="Merchant">The ID of a merchant for whom the viewer works.</param>
/// <param name="Name">The name of the shop, 1 to 60 characters.</param>
/// <param name="Address">The address of the shop as text for people, 1 to 200 characters.</param>
/// <param name="Latitude">Degrees north of the equator, −90 to 90 (WGS 84).</param>
/// <param name="Longitude">Degrees east of Greenwich, −180 to 180 (WGS 84).</param>
public sealed record AddShopInput(MerchantId Merchant, string Name, string Address, double Latitude, double Longitude);

/// <summary>The merchant to follow.</summary>
/// <param name="Merchant">The ID of the merchant.</param>
public sealed record FollowMerchantInput(MerchantId Merchant);

/// <summary>The merchant to unfollow.</summary>
/// <param name="Merchant">The ID of the merchant.</param>
public sealed record UnfollowMerchantInput(MerchantId Merchant);

/// <param name="Merchant">The new merchant.</param>
public sealed record MerchantOpened(MerchantNode Merchant);

/// <param name="Merchant">The merchant after the mutation.</param>
public sealed record MerchantChanged(MerchantNode Merchant);

/// <param name="Transaction">The transaction. It is PENDING while the bank has not answered.</param>
/// <param name="Merchant">The merchant after the mutation, with its new `settlement`.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record SettlementWithdrawn(TransactionNode Transaction, MerchantNode Merchant, bool Replayed);

/// <param name="Shop">The new shop.</param>
/// <param name="Merchant">The merchant, with the new shop among its `shops`.</param>
public sealed record ShopAdded(ShopNode Shop, MerchantNode Merchant);

[MutationFields]
public sealed class MerchantMutations
{
    /// <summary>
    /// Opens a merchant. The viewer becomes its owner and a member of its staff, and gets the role MERCHANT. A person
    /// can own at most 5 merchants, of which one can be a PERSONAL_SHOP. Calling it again with the same handle fails
    /// with HandleTakenError.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Errors(typeof(ValidationError), typeof(HandleTakenError), typeof(MerchantLimitError))]
    public static async Task<MerchantOpened> OpenMerchant(
        MerchantRegister merchants,
        DealLoaders loaders,
        UserLoaders users,
        Caller caller,
        OpenMerchantInput input)
    {
        var id = await merchants.OpenAsync(
            new MerchantOpening(caller.Viewer, input.DisplayName, input.Handle, input.Category, input.LicenceNumber));
        await users.RefreshViewerAsync(CancellationToken.None);
        return new MerchantOpened((await loaders.Merchants.LoadAsync(id, CancellationToken.None))!);
    }

    /// <summary>
    /// Changes the public data of a merchant. All members of its staff may do it. Calling it again with the same input
    /// changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<MerchantChanged> UpdateMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, UpdateMerchantInput input) =>
        await ChangedAsync(
            await merchants.UpdateAsync(caller.Viewer, input.Merchant, input.DisplayName, input.AvatarUrl, input.About),
            loaders);

    /// <summary>
    /// Adds a friend of the owner to the staff of a merchant. Only the owner may do it. The staff see orders and
    /// settlement, redeem vouchers and create deals. It is refused while the owner's account is frozen, and for 24 hours
    /// after its password was reset or its phone was changed. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(NotFoundError),
        typeof(OwnerOnlyError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(NotFriendsError),
        typeof(MerchantLimitError))]
    public static async Task<MerchantChanged> AddMerchantStaff(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, AddMerchantStaffInput input) =>
        await ChangedAsync(
            await merchants.AddStaffAsync(caller.Viewer, input.Merchant, input.User), loaders);

    /// <summary>
    /// Removes a person from the staff of a merchant at once. The owner may remove everybody except themselves; others
    /// may remove only themselves. When the owner calls it again, it changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(OwnerOnlyError))]
    public static async Task<MerchantChanged> RemoveMerchantStaff(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, RemoveMerchantStaffInput input) =>
        await ChangedAsync(
            await merchants.RemoveStaffAsync(caller.Viewer, input.Merchant, input.User), loaders);

    /// <summary>
    /// Pays out a merchant's earnings to its owner's own bank card. Only the owner may do it. It works at any
    /// real-name level and counts against no limit. While the owner's account is frozen, it works to cards that could be
    /// withdrawn to when it was frozen. When the bank does not answer in time, the transaction stays PENDING; as soon as
    /// the bank answers, it settles, or the money comes back. It is refused for 24 hours after the owner's password was
    /// reset or phone was changed. Calling it again with the same key moves no money again.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OwnerOnlyError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(NoBankCardError),
        typeof(BankCardTooNewError),
        typeof(BankDeclinedError),
        typeof(InsufficientFundsError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<SettlementWithdrawn> WithdrawSettlement(
        SettlementWithdrawals settlements,
        DealLoaders loaders,
        TransactionLoaders transactions,
        Caller caller,
        WithdrawSettlementInput input,
        CancellationToken cancellationToken)
    {
        var answer = await settlements.WithdrawAsync(
            caller.Viewer, input.IdempotencyKey, input.Merchant, input.Amount.ToMoney("amount"), cancellationToken);
        return new SettlementWithdrawn(
            (await transactions.ById.LoadAsync(answer.Value, CancellationToken.None))!,
            (await loaders.Merchants.LoadAsync(input.Merchant, CancellationToken.None))!,
            answer.Replayed);
    }

    /// <summary>
    /// Adds a shop to a merchant. A merchant can have at most 200 shops. Calling it again adds another shop.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(MerchantLimitError))]
    public static async Task<ShopAdded> AddShop(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, AddShopInput input)
    {
        var id = await merchants.AddShopAsync(
            caller.Viewer, input.Merchant, input.Name, input.Address, new GeoPoint(input.Latitude, input.Longitude));
        return new ShopAdded(
            (await loaders.Shops.LoadAsync(id, CancellationToken.None))!,
            (await loaders.Merchants.LoadAsync(input.Merchant, CancellationToken.None))!);
    }

    /// <summary>
    /// Follows a merchant, so that its new deals appear in the viewer's feed. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<MerchantChanged> FollowMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, FollowMerchantInput input) =>
        await ChangedAsync(await merchants.FollowAsync(caller.Viewer, input.Merchant, follow: true), loaders);

    /// <summary>
    /// Stops following a merchant. Its deals disappear from the viewer's feed. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<MerchantChanged> UnfollowMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, UnfollowMerchantInput input) =>
        await ChangedAsync(await merchants.FollowAsync(caller.Viewer, input.Merchant, follow: false), loaders);

    private static async Task<MerchantChanged> ChangedAsync(
        MerchantId id, DealLoaders loaders) =>
        new((await loaders.Merchants.LoadAsync(id, CancellationToken.None))!);
}
