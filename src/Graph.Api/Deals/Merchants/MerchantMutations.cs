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

/// <summary>A new merchant.</summary>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="Handle">The unique name: 3 to 30 small letters, digits and _, beginning with a letter.</param>
/// <param name="Category">What it deals in; PERSONAL_SHOP sells without a licence, within lower limits.</param>
/// <param name="LicenceNumber">The unified social credit code (GB 32100-2015), 18 characters; not for a PERSONAL_SHOP.</param>
public sealed record OpenMerchantInput(string DisplayName, string Handle, MerchantCategory Category, string? LicenceNumber);

/// <summary>What is to change; what is left out or null stays, and an empty text clears avatarUrl and about.</summary>
/// <param name="Merchant">The id of a merchant for whom the viewer works.</param>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="AvatarUrl">An https address, at most 500 characters.</param>
/// <param name="About">At most 1000 characters.</param>
public sealed record UpdateMerchantInput(MerchantId Merchant, string? DisplayName, string? AvatarUrl, string? About);

/// <summary>Who is to work there.</summary>
/// <param name="Merchant">The id of the viewer's own merchant.</param>
/// <param name="User">The id of a friend.</param>
public sealed record AddMerchantStaffInput(MerchantId Merchant, UserId User);

/// <summary>Who is to work there no longer.</summary>
/// <param name="Merchant">The id of a merchant for whom the viewer works.</param>
/// <param name="User">The id of one of the staff; only the owner removes others than themselves.</param>
public sealed record RemoveMerchantStaffInput(MerchantId Merchant, UserId User);

/// <summary>To the owner's own bank card: of those that stand accepted the newest.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Merchant">The id of the viewer's own merchant.</param>
/// <param name="Amount">How much.</param>
public sealed record WithdrawSettlementInput(Guid IdempotencyKey, MerchantId Merchant, MoneyInput Amount);

/// <summary>A new shop.</summary>
/// <param name="Merchant">The id of a merchant for whom the viewer works.</param>
/// <param name="Name">What it is called, 1 to 60 characters.</param>
/// <param name="Address">Where it is, for people; 1 to 200 characters.</param>
/// <param name="Latitude">Degrees north of the equator, −90 to 90 (WGS 84).</param>
/// <param name="Longitude">Degrees east of Greenwich, −180 to 180 (WGS 84).</param>
public sealed record AddShopInput(MerchantId Merchant, string Name, string Address, double Latitude, double Longitude);

/// <summary>Who is followed.</summary>
/// <param name="Merchant">The id of any merchant.</param>
public sealed record FollowMerchantInput(MerchantId Merchant);

/// <summary>Who is followed no longer.</summary>
/// <param name="Merchant">The id of any merchant.</param>
public sealed record UnfollowMerchantInput(MerchantId Merchant);

/// <param name="Merchant">The new merchant.</param>
/// <param name="Viewer">The viewer, who has the role MERCHANT now.</param>
public sealed record MerchantOpened(MerchantNode Merchant, ViewerNode Viewer);

/// <param name="Merchant">The merchant as it is now.</param>
public sealed record MerchantChanged(MerchantNode Merchant);

/// <param name="Transaction">What was done; PENDING when the bank has not answered yet.</param>
/// <param name="Merchant">The merchant as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record SettlementWithdrawn(TransactionNode Transaction, MerchantNode Merchant, bool Replayed);

/// <param name="Shop">The new shop.</param>
public sealed record ShopAdded(ShopNode Shop);

[MutationFields]
public sealed class MerchantMutations
{
    /// <summary>Opens a merchant; the viewer owns it, works there, and has the role MERCHANT from now on. At most 5, one of them a PERSONAL_SHOP.</summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Errors(typeof(ValidationError), typeof(HandleTakenError), typeof(MerchantLimitError))]
    public static async Task<MerchantOpened> OpenMerchant(
        MerchantRegister merchants,
        DealLoaders loaders,
        UserLoaders users,
        Caller caller,
        OpenMerchantInput input,
        CancellationToken cancellationToken)
    {
        var id = await merchants.OpenAsync(
            new MerchantOpening(caller.Viewer, input.DisplayName, input.Handle, input.Category, input.LicenceNumber));
        return new MerchantOpened(
            (await loaders.Merchants.LoadAsync(id, cancellationToken))!, await users.ViewerAsync(cancellationToken));
    }

    /// <summary>Changes what a merchant shows; its staff may.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<MerchantChanged> UpdateMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, UpdateMerchantInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(
            await merchants.UpdateAsync(caller.Viewer, input.Merchant, input.DisplayName, input.AvatarUrl, input.About),
            loaders,
            cancellationToken);

    /// <summary>Lets a friend of the owner work there: they see orders and settlement, redeem vouchers and make deals. Again changes nothing.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(OwnerOnlyError), typeof(NotFriendsError), typeof(MerchantLimitError))]
    public static async Task<MerchantChanged> AddMerchantStaff(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, AddMerchantStaffInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(
            await merchants.AddStaffAsync(caller.Viewer, input.Merchant, input.User), loaders, cancellationToken);

    /// <summary>Ends somebody's work there at once: the owner anybody's but their own, others their own. Again changes nothing.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(NotFoundError), typeof(OwnerOnlyError))]
    public static async Task<MerchantChanged> RemoveMerchantStaff(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, RemoveMerchantStaffInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(
            await merchants.RemoveStaffAsync(caller.Viewer, input.Merchant, input.User), loaders, cancellationToken);

    /// <summary>
    /// Pays out what a merchant earned, to its owner's own bank card; at any level, and counted against no limit. When the
    /// bank is silent the transaction stays PENDING, and settles, or comes back, as soon as the bank answers.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OwnerOnlyError),
        typeof(NoBankCardError),
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

    /// <summary>Adds a place where the merchant sells; at most 200.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(MerchantLimitError))]
    public static async Task<ShopAdded> AddShop(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, AddShopInput input, CancellationToken cancellationToken)
    {
        var id = await merchants.AddShopAsync(
            caller.Viewer, input.Merchant, input.Name, input.Address, new GeoPoint(input.Latitude, input.Longitude));
        return new ShopAdded((await loaders.Shops.LoadAsync(id, cancellationToken))!);
    }

    /// <summary>Follows a merchant: its new deals appear in the viewer's feed. Again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<MerchantChanged> FollowMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, FollowMerchantInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(await merchants.FollowAsync(caller.Viewer, input.Merchant, follow: true), loaders, cancellationToken);

    /// <summary>Follows a merchant no longer; its deals leave the viewer's feed. Again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<MerchantChanged> UnfollowMerchant(
        MerchantRegister merchants, DealLoaders loaders, Caller caller, UnfollowMerchantInput input, CancellationToken cancellationToken) =>
        await ChangedAsync(await merchants.FollowAsync(caller.Viewer, input.Merchant, follow: false), loaders, cancellationToken);

    private static async Task<MerchantChanged> ChangedAsync(
        MerchantId id, DealLoaders loaders, CancellationToken cancellationToken) =>
        new((await loaders.Merchants.LoadAsync(id, cancellationToken))!);
}
