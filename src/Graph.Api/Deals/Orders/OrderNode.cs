using System.Linq.Expressions;
using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Merchants;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// A purchase of a deal. Only the buyer and the merchant's staff see it. The money is kept in escrow until the voucher
/// is redeemed or the buyer confirms receipt.
/// </summary>
public sealed class OrderNode(Order order) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>The opaque global ID. Only the buyer and the merchant's staff can fetch the order by it.</summary>
    public ITypedId Id => order.Id;

    /// <summary>The person who bought the deal.</summary>
    public Loading<UserNode> Buyer(UserLoaders users) => users.Named.Load(order.BuyerId, user => user!);

    /// <summary>The deal that was bought.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(order.DealId, deal => deal!);

    /// <summary>The number of pieces.</summary>
    public int Quantity => (int)order.Quantity;

    /// <summary>The money that was paid for all pieces together.</summary>
    public Money Paid => new(order.Paid, order.Currency);

    /// <summary>The status of the order.</summary>
    public OrderStatus Status => order.Status;

    /// <summary>
    /// The voucher code to show in the shop, like "7Q2M-0R4C-K8ZD-51VN". Only the buyer sees it, while the order is
    /// PAID or REFUND_REQUESTED. Otherwise it is null.
    /// </summary>
    public string? VoucherCode(Caller caller, Vouchers vouchers, TimeProvider clock) =>
        order.IsVoucher && caller.Id == order.BuyerId
            && order.StatusAt(clock.UtcNow()) is OrderStatus.Paid or OrderStatus.RefundRequested
                ? vouchers.CodeOf(order.Id)
                : null;

    /// <summary>The time at which the voucher was redeemed, in UTC; null while it is not.</summary>
    public DateTime? RedeemedAt => order.RedeemedShopId is null ? null : order.ClosedAt;

    /// <summary>The shop in which the voucher was redeemed; null while it is not.</summary>
    public Loading<ShopNode?> RedeemedIn(DealLoaders deals) => order.RedeemedShopId is { } shop
        ? deals.Shops.Load(shop)
        : new Loaded<ShopNode?>((ShopNode?)null);

    /// <summary>The member of the merchant's staff who redeemed the voucher; null while it is not redeemed.</summary>
    public Loading<UserNode?> RedeemedBy(UserLoaders users) => order.RedeemedById is { } staff
        ? users.Named.Load(staff)
        : new Loaded<UserNode?>((UserNode?)null);

    /// <summary>The group in which the deal was bought; null when the buyer bought it alone.</summary>
    public Loading<GroupBuyNode?> GroupBuy(DealLoaders deals) => order.GroupId is { } group
        ? deals.Groups.Load(group)
        : new Loaded<GroupBuyNode?>((GroupBuyNode?)null);

    /// <summary>
    /// The friend who had shared the deal with the buyer and gets the reward; null when there is none.
    /// </summary>
    public Loading<UserNode?> SharedBy(UserLoaders users) => order.SharerId is { } sharer
        ? users.Named.Load(sharer)
        : new Loaded<UserNode?>((UserNode?)null);

    /// <summary>The buyer's request for a refund, with the answer; null when the buyer made none.</summary>
    public OrderRefundNode? Refund => order.RefundRequestedAt is null ? null : new OrderRefundNode(order);

    /// <summary>The transactions of this order that the viewer may see, the oldest first.</summary>
    public Loading<Connection<TransactionNode>> Transactions(
        GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        pages.Load<OrderId, TransactionNode>(order.Id, page, (orders, cancellationToken) =>
            OrderRows.TransactionsAsync(db, caller, orders, page, cancellationToken)).Then(found => found!);

    /// <summary>The time at which the order was made, in UTC.</summary>
    public DateTime CreatedAt => order.CreatedAt;

    /// <summary>
    /// The time, in UTC, at which the order ends automatically. An incomplete group and an unused voucher are refunded
    /// then. Goods that are sent count as received then, 10 days after the payment.
    /// </summary>
    public DateTime ExpiresAt => order.ExpiresAt;
}

/// <summary>A buyer's request for a refund, with the merchant's answer.</summary>
public sealed class OrderRefundNode(Order order)
{
    /// <summary>The buyer's reason; empty when the buyer's data was erased.</summary>
    public string Reason => order.RefundReason ?? "";

    /// <summary>The time at which the buyer asked for the refund, in UTC.</summary>
    public DateTime RequestedAt => order.RefundRequestedAt!.Value;

    /// <summary>
    /// The time, in UTC, at which the refund is accepted automatically if the merchant has not answered.
    /// </summary>
    public DateTime AnswersItselfAt => RequestedAt + Order.AnswerTime;

    /// <summary>Whether the refund was accepted; null while there is no answer.</summary>
    public bool? Accepted => order.RefundAccepted;

    /// <summary>The merchant's reason for the answer; null when there is none.</summary>
    public string? Answer => order.RefundAnswer;
}

/// <summary>A filter for orders. An order must match all fields that are given.</summary>
/// <param name="Status">The status of the order.</param>
/// <param name="Merchant">The ID of the merchant who sells the deal.</param>
/// <param name="CreatedAt">The time at which the order was made, in UTC.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record OrderFilterInput(
    EnumOperationFilterInput<OrderStatus>? Status,
    IdOperationFilterInput? Merchant,
    DateTimeOperationFilterInput? CreatedAt,
    IReadOnlyList<OrderFilterInput>? And,
    IReadOnlyList<OrderFilterInput>? Or) : IFilterInput<OrderFilterInput>;

internal static class OrderRows
{
    private static readonly KeptList<UserId, Order> OfBuyer = new(
        Latest("orders of buyer"), (db, buyer) => db.Set<Order>().Where(o => o.BuyerId == buyer));

    private static readonly KeptLists<MerchantId, IReadOnlyList<MerchantId>, Order> OfMerchants = new(
        Latest("orders of merchant"),
        (db, merchants) => db.Set<Merchant>().Where(m => merchants.Contains(m.Id)).Select(m => m.Id),
        (db, merchants) => db.Set<Order>().Where(o => merchants.Contains(o.MerchantId)),
        order => order.MerchantId);

    private static readonly KeptLists<OrderId, (UserId Viewer, IReadOnlyList<OrderId> Orders), OfOrder> OfOrders = new(
        OfOrder.Oldest,
        (db, of) => db.Set<Order>().Where(o => of.Orders.Contains(o.Id)).Select(o => o.Id),
        (db, of) => from link in db.Set<OrderTransaction>()
                    join transaction in db.Set<Transaction>().Where(Transaction.VisibleTo(of.Viewer, db))
                        on link.TransactionId equals transaction.Id
                    where of.Orders.Contains(link.OrderId)
                    select new OfOrder { Order = link.OrderId, Transaction = transaction },
        row => row.Order);

    private static readonly KeptQuery<(UserId? Viewer, IReadOnlyList<MerchantId> Merchants), MerchantId> Own = new((db, of) =>
        StaffPolicy.MerchantsOf(db, of.Viewer).Where(m => of.Merchants.Contains(m.Id)).Select(m => m.Id));

    private static Keyset<Order> Latest(string list) => new Keyset<Order>(list)
        .By(order => order.CreatedAt, descending: true)
        .By(order => order.Tiebreak, descending: true);

    /// <summary>A page of the orders of a buyer.</summary>
    public static Task<Connection<OrderNode>> PageAsync(
        GraphDb db, UserId buyer, OrderFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        OfBuyer.PageAsync(db, buyer, page, order => new OrderNode(order), cancellationToken, FilterOf(where));

    /// <summary>A page of the transactions of each of several orders. Ask only for orders that the viewer may see.</summary>
    public static Task<IReadOnlyDictionary<OrderId, Connection<TransactionNode>>> TransactionsAsync(
        GraphDb db, Caller caller, IReadOnlyList<OrderId> orders, PageArguments page, CancellationToken cancellationToken) =>
        OfOrders.PagesAsync(
            db, (caller.Viewer, orders), orders, page, row => new TransactionNode(row.Transaction), cancellationToken);

    /// <summary>A page of the orders of each of those merchants for whom the viewer works.</summary>
    public static async Task<IReadOnlyDictionary<MerchantId, Connection<OrderNode>>> PagesAsync(
        GraphDb db,
        UserId? viewer,
        IReadOnlyList<MerchantId> merchants,
        OrderFilterInput? where,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var ids = await Own.ListAsync(db, (viewer, merchants), cancellationToken);
        return await OfMerchants.PagesAsync(
            db, ids, ids, page, order => new OrderNode(order), cancellationToken, FilterOf(where));
    }

    /// <summary>A transaction of an order. An order has at most one of each kind.</summary>
    private sealed class OfOrder
    {
        public static Keyset<OfOrder> Oldest { get; } = new Keyset<OfOrder>("transactions of an order")
            .By(row => row.Transaction.CreatedAt)
            .By(row => row.Transaction.Kind);

        public required OrderId Order { get; init; }

        public required Transaction Transaction { get; init; }
    }

    private static Expression<Func<Order, bool>>? FilterOf(OrderFilterInput? where) =>
        where is null ? null : Filter<Order>.Of(where, Declare);

    private static void Declare(Filter<Order> filter, OrderFilterInput input) => filter
        .Where(input.Status, order => order.Status)
        .Where(input.Merchant, order => (MerchantId?)order.MerchantId)
        .Where(input.CreatedAt, order => order.CreatedAt);
}
