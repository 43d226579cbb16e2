using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Deals.Orders;

/// <summary>What is bought.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Deal">The id of a deal that is on sale (`viewerCanBuy`).</param>
/// <param name="Group">With GROUP_BUY: in a group, for its price; left out, alone and at once.</param>
/// <param name="SharedBy">The id of the friend who shared the deal with the viewer, and earns the reward.</param>
/// <param name="Visibility">Who may see that the viewer bought it; left out: the viewer's default.</param>
/// <param name="PaymentPin">Six digits; needed beyond ¥1,000 a day, and checked whenever it is sent. Then it comes alone.</param>
/// <param name="Quantity">How many pieces.</param>
public sealed record BuyDealInput(
    Guid IdempotencyKey,
    DealId Deal,
    GroupChoiceInput? Group,
    UserId? SharedBy,
    Visibility? Visibility,
    string? PaymentPin,
    int Quantity = 1);

/// <summary>Exactly one: start a group, or join one.</summary>
/// <param name="Start">True: the viewer is the first of a new group.</param>
/// <param name="Join">The id of an open group of this deal.</param>
[OneOf]
public sealed record GroupChoiceInput(bool? Start, GroupBuyId? Join)
{
    internal GroupChoice ToChoice() => Join is null && Start != true
        ? throw Validation.Error("To start a group, say true; to buy alone, leave `group` out.", "group", "start")
        : new GroupChoice(Join);
}

/// <summary>A voucher that somebody shows in a shop.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Shop">The id of the shop, of a merchant for whom the viewer works.</param>
/// <param name="VoucherCode">As the buyer shows it; capitals and lines between do not matter.</param>
public sealed record RedeemVoucherInput(Guid IdempotencyKey, ShopId Shop, string VoucherCode);

/// <summary>What was received.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Order">The id of an order of the viewer's that is PAID.</param>
public sealed record ConfirmReceiptInput(Guid IdempotencyKey, OrderId Order);

/// <summary>What is asked back.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Order">The id of an order of the viewer's that is PAID.</param>
/// <param name="Reason">1 to 200 characters; the merchant's staff read it.</param>
public sealed record RequestRefundInput(Guid IdempotencyKey, OrderId Order, string Reason);

/// <summary>An answer to who wants the money back.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Order">The id of an order whose refund is asked for.</param>
/// <param name="Accept">Whether the money goes back; else the order goes on as before.</param>
/// <param name="Reason">At most 200 characters; the buyer reads it.</param>
public sealed record AnswerRefundInput(Guid IdempotencyKey, OrderId Order, bool Accept, string? Reason);

/// <param name="Order">The order as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record DealBought(OrderNode Order, bool Replayed)
{
    /// <summary>The viewer's wallet as it is now.</summary>
    public Task<WalletNode> Wallet(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}

/// <param name="Order">The order as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record OrderWentOn(OrderNode Order, bool Replayed);

[MutationFields]
public sealed class OrderMutations
{
    /// <summary>
    /// Buys a deal: the money waits in escrow. Alone it is PAID at once; in a group it is WAITING_FOR_GROUP until enough
    /// have bought, or the time is over and the money comes back.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Alone("paymentPin")]
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
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
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
            PaymentPin = input.PaymentPin,
        };
        var answer = await purchases.BuyAsync(purchase, caller.Origin, cancellationToken);
        return new DealBought((await loaders.Orders.LoadAsync(answer.Value, CancellationToken.None))!, answer.Replayed);
    }

    /// <summary>Takes a voucher in a shop, by its code: the merchant is paid, and so is who shared the deal. It counts once.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
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

    /// <summary>Says that what was bought is there: the merchant is paid, and so is who shared the deal. By itself after 10 days for what is sent.</summary>
    [Authenticated]
    [Errors(
        typeof(NotFoundError),
        typeof(OrderStatusError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<OrderWentOn> ConfirmReceipt(
        Fulfilment orders, DealLoaders loaders, Caller caller, ConfirmReceiptInput input, CancellationToken cancellationToken) =>
        await WentOnAsync(
            await orders.ConfirmReceiptAsync(caller.Viewer, input.IdempotencyKey, input.Order, cancellationToken), loaders);

    /// <summary>Asks for the money back, once. The merchant has 48 hours to answer; silence accepts.</summary>
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

    /// <summary>Gives the money back, or says no; then the order goes on where it stood. For the merchant's staff.</summary>
    [RequiresRole(Role.Merchant)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OrderStatusError),
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
