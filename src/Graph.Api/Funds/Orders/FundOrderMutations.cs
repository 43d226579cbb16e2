using Graph.Api.Ledger;
using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Funds.Orders;

/// <summary>A subscription of a fund.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Fund">The ID of the fund.</param>
/// <param name="Amount">The amount to invest, fee included. It is at least the fund's `minimum`.</param>
/// <param name="AcknowledgesRisk">Whether the viewer has seen the warning that the fund is riskier than they tolerate.</param>
/// <param name="Community">
/// The ID of a community with which the viewer invests. The viewer is a member of it, and the fund is the community's.
/// </param>
/// <param name="Visibility">
/// Who may see that the viewer invested, never how much. PARTIES, only the viewer, when left out. Others see it when the order is
/// settled. With PARTIES, `friendsInvested` leaves the viewer out at once, and lines that feeds already have stay. A cancelled order
/// changes nothing. `setHoldingVisibility` changes it later, in feeds too.
/// </param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed beyond ¥1,000 a day, and it is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record SubscribeFundInput(
    Guid IdempotencyKey,
    FundId Fund,
    MoneyInput Amount,
    CommunityId? Community,
    Visibility? Visibility,
    string? PaymentPin,
    PasskeyAssertionInput? Passkey,
    bool AcknowledgesRisk = false);

/// <summary>A redemption. Give exactly one of `amount`, `units` and `all`.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Fund">The ID of the fund.</param>
/// <param name="Amount">The amount to redeem; for a money-market fund only.</param>
/// <param name="Units">The units to redeem, with at most four decimals.</param>
/// <param name="All">True redeems all units that are free.</param>
/// <param name="Speed">When the money is paid. INSTANT is for money-market funds only.</param>
public sealed record RedeemFundInput(
    Guid IdempotencyKey, FundId Fund, MoneyInput? Amount, decimal? Units, bool? All, RedemptionSpeed Speed = RedemptionSpeed.NextDay);

/// <summary>The order to cancel.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Order">The ID of an order of the viewer (`viewerCanCancel`).</param>
public sealed record CancelFundOrderInput(Guid IdempotencyKey, FundOrderId Order);

/// <param name="Order">The order, which is ORDERED now.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record FundSubscribed(FundOrderNode Order, WalletNode Wallet, bool Replayed);

/// <param name="Order">The order. It is SETTLED when it was paid at once.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record FundRedeemed(FundOrderNode Order, WalletNode Wallet, bool Replayed);

/// <param name="Order">The order, which is CANCELLED now.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record FundOrderCancelled(FundOrderNode Order, WalletNode Wallet, bool Replayed);

[MutationFields]
public sealed class FundOrderMutations
{
    /// <summary>
    /// Invests money in a fund. Orders before 15:00 of an exchange day take the value of that day, later ones that of the next;
    /// the units come on the exchange day after it. The payment counts against the viewer's limits. Calling it again with the
    /// same key moves no money again.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(RealNameLevelRequiredError),
        typeof(FundNotOpenError),
        typeof(RiskAnswersRequiredError),
        typeof(UnsuitableFundError),
        typeof(CommunityRoleRequiredError),
        typeof(OtherFundError),
        typeof(AccountFrozenError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<FundSubscribed> SubscribeFund(
        Subscriptions subscriptions, FundLoaders funds, GraphDb db, Caller caller, SubscribeFundInput input, CancellationToken cancellationToken)
    {
        var subscription = new Subscription(caller.Viewer, input.IdempotencyKey, input.Fund, input.Amount.ToMoney("amount"))
        {
            AcknowledgesRisk = input.AcknowledgesRisk,
            Visibility = input.Visibility,
            Company = input.Community is { } community ? new WithCommunity(community) : null,
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await subscriptions.SubscribeAsync(subscription, caller.Origin, cancellationToken);
        return new FundSubscribed(await OrderOfAsync(funds, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>
    /// Redeems units of a fund. It works at any real-name level and when the account is frozen, and needs no PIN, because the
    /// money comes into the viewer's own wallet. Calling it again with the same key redeems nothing again.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(InsufficientUnitsError),
        typeof(InstantLimitError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<FundRedeemed> RedeemFund(
        Redemptions redemptions, FundLoaders funds, GraphDb db, Caller caller, RedeemFundInput input, CancellationToken cancellationToken)
    {
        var redemption = new Redemption(caller.Viewer, input.IdempotencyKey, input.Fund, input.Speed)
        {
            Amount = input.Amount?.ToMoney("amount"),
            Units = input.Units,
            All = input.All ?? false,
        };
        var answer = await redemptions.RedeemAsync(redemption, cancellationToken);
        return new FundRedeemed(await OrderOfAsync(funds, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>
    /// Cancels an order: until the cut-off of its day, and while the value of its day is late. The money, or the units, are free
    /// again, and limits are given back. Calling it again with the same key changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(FundOrderStatusError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<FundOrderCancelled> CancelFundOrder(
        FundCancellations cancellations, FundLoaders funds, GraphDb db, Caller caller, CancelFundOrderInput input, CancellationToken cancellationToken)
    {
        var answer = await cancellations.CancelAsync(caller.Viewer, input.IdempotencyKey, input.Order, cancellationToken);
        return new FundOrderCancelled(await OrderOfAsync(funds, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>Reads the order after the mutation. It takes no cancellation token, because the change is committed.</summary>
    private static async Task<FundOrderNode> OrderOfAsync(FundLoaders funds, FundOrderId id) => (await funds.Orders.LoadAsync(id, CancellationToken.None))!;

    private static Task<WalletNode> WalletOfAsync(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}
