using Graph.Api.Deals.Catalogue;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// A purchase, for its buyer and the merchant's staff. The money waits in escrow until the voucher is redeemed or receipt is
/// confirmed.
/// </summary>
public sealed class OrderNode(Order order) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>Opaque and global.</summary>
    public ITypedId Id => order.Id;

    /// <summary>Who bought it.</summary>
    public Loading<UserNode> Buyer(UserLoaders users) => users.Named.Load(order.BuyerId, user => user!);

    /// <summary>What was bought.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(order.DealId, deal => deal!);

    /// <summary>How many pieces.</summary>
    public int Quantity => (int)order.Quantity;

    /// <summary>What was paid for all of them.</summary>
    public Money Paid => new(order.Paid, order.Currency);

    /// <summary>Where it stands.</summary>
    public OrderStatus Status => order.Status;

    /// <summary>What to show in the shop, like "7Q2M-0R4C-K8ZD-51VN"; for the buyer, once it is paid for good, and while it counts.</summary>
    public string? VoucherCode(Caller caller, Vouchers vouchers) =>
        order.IsVoucher && caller.Id == order.BuyerId
            && order.Status is OrderStatus.Paid or OrderStatus.RefundRequested or OrderStatus.Redeemed
                ? vouchers.CodeOf(order.Id)
                : null;

    /// <summary>The group in which it was bought; null for what was bought alone.</summary>
    public Loading<GroupBuyNode?> GroupBuy(DealLoaders deals) => order.GroupId is { } group
        ? deals.Groups.Load(group)
        : new Loaded<GroupBuyNode?>((GroupBuyNode?)null);

    /// <summary>The friend through whom the buyer came; null for nobody.</summary>
    public Loading<UserNode?> SharedBy(UserLoaders users) => order.SharerId is { } sharer
        ? users.Named.Load(sharer)
        : new Loaded<UserNode?>((UserNode?)null);

    /// <summary>What was asked and answered about the money back; null where nothing was asked.</summary>
    public OrderRefundNode? Refund => order.RefundRequestedAt is null ? null : new OrderRefundNode(order);

    /// <summary>What moved for it, as far as the viewer may see, the first one first.</summary>
    public Loading<IReadOnlyList<TransactionNode>> Transactions(DealLoaders deals) =>
        deals.TransactionsOf.Load(order.Id);

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt => order.CreatedAt;

    /// <summary>
    /// When it ends by itself: with the group's time or the voucher's the money goes back; after 10 days what was sent counts
    /// as received.
    /// </summary>
    public DateTime ExpiresAt => order.ExpiresAt;
}

/// <summary>A refund that was asked for.</summary>
public sealed class OrderRefundNode(Order order)
{
    /// <summary>Why, in the buyer's words.</summary>
    public string Reason => order.RefundReason!;

    /// <summary>When it was asked for.</summary>
    public DateTime RequestedAt => order.RefundRequestedAt!.Value;

    /// <summary>When silence accepts it.</summary>
    public DateTime AnswersItselfAt => RequestedAt + Order.AnswerTime;

    /// <summary>The answer; null while there is none.</summary>
    public bool? Accepted => order.RefundAccepted;

    /// <summary>What the merchant said with it.</summary>
    public string? Answer => order.RefundAnswer;
}

/// <summary>Which orders; all that is given must hold.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Merchant">Whose deal it is.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
public sealed record OrderFilterInput(
    EnumOperationFilterInput<OrderStatus>? Status,
    IdOperationFilterInput? Merchant,
    DateTimeOperationFilterInput? CreatedAt,
    IReadOnlyList<OrderFilterInput>? And,
    IReadOnlyList<OrderFilterInput>? Or) : IFilterInput<OrderFilterInput>;

internal static class OrderRows
{
    private static readonly Keyset<Order> Latest = new Keyset<Order>("orders")
        .By(order => order.CreatedAt, descending: true)
        .By(order => order.Tiebreak, descending: true);

    public static Task<Connection<OrderNode>> PageAsync(
        IQueryable<Order> orders, OrderFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        Latest.PageAsync(
            orders.Where(Filter<Order>.Of(where, Declare)), page, order => new OrderNode(order), cancellationToken);

    private static void Declare(Filter<Order> filter, OrderFilterInput input) => filter
        .Where(input.Status, order => order.Status)
        .Where(input.Merchant, order => (MerchantId?)order.MerchantId)
        .Where(input.CreatedAt, order => order.CreatedAt);
}
