using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Deals.Orders;

/// <summary>The deal to buy, and how to buy it.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Deal">The ID of a deal that the viewer may buy (see `viewerCanBuy`).</param>
/// <param name="Group">
/// For a GROUP_BUY: the group in which to buy at the group price. When it is left out, the viewer buys alone at the
/// full price.
/// </param>
/// <param name="SharedBy">
/// The ID of the friend who shared the deal with the viewer. That friend earns the reward.
/// </param>
/// <param name="Visibility">
/// The people who may see that the viewer bought the deal. When it is left out, the viewer's default applies.
/// </param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed beyond ¥1,000 a day, and it is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
/// <param name="Quantity">The number of pieces.</param>
public sealed record BuyDealInput(
    Guid IdempotencyKey,
    DealId Deal,
    GroupChoiceInput? Group,
    UserId? SharedBy,
    Visibility? Visibility,
    string? PaymentPin,
    PasskeyAssertionInput? Passkey,
    int Quantity = 1);

/// <summary>The group in which to buy. Give exactly one of the fields.</summary>
/// <param name="Start">True starts a new group with the viewer as its first buyer. False is refused.</param>
/// <param name="Join">The ID of an open group of this deal, which the viewer joins.</param>
[OneOf]
public sealed record GroupChoiceInput(bool? Start, GroupBuyId? Join)
{
    internal GroupChoice ToChoice() => Join is null && Start != true
        ? throw Validation.Error("`start` must be true. To buy alone, leave `group` out.", "group", "start")
        : new GroupChoice(Join);
}

/// <summary>The voucher to redeem, and the shop.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Shop">The ID of the shop. The viewer must work for its merchant.</param>
/// <param name="VoucherCode">
/// The code that the buyer shows. Upper and lower case, hyphens and spaces do not matter.
/// </param>
public sealed record RedeemVoucherInput(Guid IdempotencyKey, ShopId Shop, string VoucherCode);

/// <summary>The order whose receipt is confirmed.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Order">The ID of an order of the viewer that is sent (it has no voucher) and whose status is PAID.</param>
public sealed record ConfirmReceiptInput(Guid IdempotencyKey, OrderId Order);

/// <summary>The order to refund, and the reason.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Order">The ID of an order of the viewer whose status is PAID.</param>
/// <param name="Reason">The reason, 1 to 200 characters. The merchant's staff see it.</param>
public sealed record RequestRefundInput(Guid IdempotencyKey, OrderId Order, string Reason);

/// <summary>The answer to a buyer's request for a refund.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Order">The ID of an order whose status is REFUND_REQUESTED.</param>
/// <param name="Accept">True gives the money back to the buyer. False declines; then the order is PAID again.</param>
/// <param name="Reason">The reason for the answer, at most 200 characters. The buyer sees it.</param>
public sealed record AnswerRefundInput(Guid IdempotencyKey, OrderId Order, bool Accept, string? Reason);

/// <param name="Order">The new order, which is PAID, or WAITING_FOR_GROUP while its group is not complete.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record DealBought(OrderNode Order, bool Replayed)
{
    /// <summary>The viewer's wallet after the mutation.</summary>
    public Task<WalletNode> Wallet(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}

/// <param name="Order">The order after the mutation, with its new status.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record OrderWentOn(OrderNode Order, bool Replayed);

[MutationFields]
public sealed class OrderMutations
{
    /// <summary>
    /// Buys a deal. The viewer's money is kept in escrow until the order is completed. An order alone is PAID at once.
    /// An order in a group is WAITING_FOR_GROUP until the group is complete; if it is not complete in time, the money
    /// comes back. Calling it again with the same key buys nothing again.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(DealNotOpenError),
        typeof(OwnDealError),
        typeof(NotSharedError),
        typeof(GroupClosedError),
        typeof(AlreadyInGroupError),
        typeof(SoldOutError),
        typeof(DealLimitReachedError),
        typeof(AccountFrozenError),
        typeof(RealNameLevelRequiredError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<DealBought> BuyDeal(
        Purchases purchases, DealLoaders loaders, Caller caller, BuyDealInput input, CancellationToken cancellationToken)
    {
        var purchase = new Purchase(caller.Viewer, input.IdempotencyKey, input.Deal, input.Quantity)
        {
            Group = input.Group?.ToChoice(),
            SharedBy = input.SharedBy,
            Visibility = input.Visibility,
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await purchases.BuyAsync(purchase, caller.Origin, cancellationToken);
        return new DealBought((await loaders.Orders.LoadAsync(answer.Value, CancellationToken.None))!, answer.Replayed);
    }

    /// <summary>
    /// Redeems a buyer's voucher in a shop, for the merchant's staff. The merchant is paid, and the friend who shared
    /// the deal gets the reward. A voucher can be redeemed once. Calling it again with the same key changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(InvalidVoucherError),
        typeof(OrderStatusError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<OrderWentOn> RedeemVoucher(
        Fulfilment orders, DealLoaders loaders, Caller caller, RedeemVoucherInput input, CancellationToken cancellationToken) =>
        await WentOnAsync(
            await orders.RedeemAsync(caller.Viewer, input.IdempotencyKey, input.Shop, input.VoucherCode, cancellationToken),
            loaders);

    /// <summary>
    /// Confirms that the viewer has received the goods of an order that was sent. The merchant is paid, and the friend
    /// who shared the deal gets the reward. It happens automatically after 10 days. A voucher has no receipt: the shop
    /// redeems it. Calling it again with the same key changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(VoucherOrderError),
        typeof(OrderStatusError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<OrderWentOn> ConfirmReceipt(
        Fulfilment orders, DealLoaders loaders, Caller caller, ConfirmReceiptInput input, CancellationToken cancellationToken) =>
        await WentOnAsync(
            await orders.ConfirmReceiptAsync(caller.Viewer, input.IdempotencyKey, input.Order, cancellationToken), loaders);

    /// <summary>
    /// Asks the merchant to refund an order of the viewer. It can be asked once for each order. If the merchant does
    /// not answer within 48 hours, the refund is accepted automatically. Calling it again with the same key changes
    /// nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OrderStatusError),
        typeof(RefundAnsweredError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<OrderWentOn> RequestRefund(
        Fulfilment orders, DealLoaders loaders, Caller caller, RequestRefundInput input, CancellationToken cancellationToken) =>
        await WentOnAsync(
            await orders.RequestRefundAsync(caller.Viewer, input.IdempotencyKey, input.Order, input.Reason, cancellationToken),
            loaders);

    /// <summary>
    /// Accepts or declines a buyer's request for a refund. Only the merchant's staff can do this, and nobody who bought the order
    /// themselves, with any of their accounts. Accepting gives the money back; it is refused while the viewer's account is frozen
    /// or restricted. Declining makes the order PAID again. Calling it again with the same key changes nothing.
    /// </summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OrderStatusError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<OrderWentOn> AnswerRefund(
        Fulfilment orders, DealLoaders loaders, Caller caller, AnswerRefundInput input, CancellationToken cancellationToken) =>
        await WentOnAsync(
            await orders.AnswerRefundAsync(
                caller.Viewer, input.IdempotencyKey, input.Order, input.Accept, input.Reason, cancellationToken),
            loaders);

    private static async Task<OrderWentOn> WentOnAsync(Answer<OrderId> answer, DealLoaders loaders) =>
        new(
            await loaders.Orders.LoadAsync(answer.Value, CancellationToken.None) ?? throw new DomainException(new NotFoundError()),
            answer.Replayed);
}
