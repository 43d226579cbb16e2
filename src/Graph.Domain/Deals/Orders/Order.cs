using System.Linq.Expressions;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Orders;

public readonly record struct OrderId(Guid Value) : ITypedId<OrderId>
{
    public static OrderId From(Guid value) => new(value);
}

/// <summary>The status of an order.</summary>
public enum OrderStatus
{
    /// <summary>Paid into escrow. The order waits until the group has enough buyers, or its time is over.</summary>
    WaitingForGroup = 0,

    /// <summary>Paid into escrow. The order waits until it is redeemed, or its receipt is confirmed.</summary>
    Paid = 1,

    /// <summary>The voucher was redeemed, and the merchant was paid.</summary>
    Redeemed = 2,

    /// <summary>The receipt was confirmed, or 10 days went by, and the merchant was paid.</summary>
    Completed = 3,

    /// <summary>The buyer requested a refund. The merchant has 48 hours to answer.</summary>
    RefundRequested = 4,

    /// <summary>The buyer requested a refund and got the money back.</summary>
    Refunded = 5,

    /// <summary>The voucher or the group expired, and the buyer got the money back.</summary>
    Expired = 6,
}

/// <summary>A purchase. The money waits in escrow until the voucher is redeemed or the receipt is confirmed.</summary>
public sealed class Order
{

    /// <summary>How long the merchant has to answer a refund request.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromHours(48);

    /// <summary>How long a sent order waits for the confirmation of its receipt.</summary>
    public static readonly TimeSpan ReceiptTime = TimeSpan.FromDays(10);

    public required OrderId Id { get; init; }

    public required UserId BuyerId { get; init; }

    /// <summary>The buyer as a person. The deal's limit per person counts this order for that person.</summary>
    public required PersonId PersonId { get; init; }

    public required DealId DealId { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required long Quantity { get; init; }

    public required long Paid { get; init; }

    /// <summary>The discount from the list price.</summary>
    public required long Saved { get; init; }

    public required Currency Currency { get; init; }

    public required Visibility Visibility { get; init; }

    public GroupBuyId? GroupId { get; init; }

    public UserId? SharerId { get; init; }

    /// <summary>The reward that the user who shared the deal gets when the order completes.</summary>
    public required long Reward { get; init; }

    public required AccountId EscrowId { get; init; }

    public required TransactionId PurchaseId { get; init; }

    /// <summary>The part of the stock from which the pieces came, and to which a refund returns them.</summary>
    public required long StockPart { get; init; }

    /// <summary>The hash by which the voucher code is found; null when the order is sent.</summary>
    public byte[]? VoucherHash { get; init; }

    public required OrderStatus Status { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>
    /// When the order ends by itself: the end of the group, of the voucher, or of the time to confirm the receipt.
    /// </summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>
    /// When the next step happens by itself; null while the order waits for its group, and after it is closed.
    /// </summary>
    public DateTime? DueAt { get; init; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>The shop in which the voucher was redeemed; null while it is not.</summary>
    public ShopId? RedeemedShopId { get; private set; }

    /// <summary>The member of the staff who redeemed the voucher; null while it is not redeemed.</summary>
    public UserId? RedeemedById { get; private set; }

    public string? RefundReason { get; private set; }

    public DateTime? RefundRequestedAt { get; private set; }

    /// <summary>The merchant's answer. Null while the refund request is open, and when there was none.</summary>
    public bool? RefundAccepted { get; private set; }

    public string? RefundAnswer { get; private set; }

    /// <summary>
    /// Breaks ties between orders that were created in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    /// <summary>
    /// Whether the order has a code that is shown in a shop. If not, it is sent, and the buyer confirms the receipt.
    /// </summary>
    public bool IsVoucher => VoucherHash is not null;

    /// <summary>
    /// Returns the actual status. An order whose time is over counts as what it becomes then, even if that is not stored yet.
    /// </summary>
    public OrderStatus StatusAt(DateTime now) => Status switch
    {
        OrderStatus.Paid when ExpiresAt <= now => IsVoucher ? OrderStatus.Expired : OrderStatus.Completed,
        OrderStatus.RefundRequested when DueAt <= now => OrderStatus.Refunded,
        _ => Status,
    };

    /// <summary>Returns when a finally paid order continues by itself.</summary>
    public static DateTime EndOf(Deal deal, DateTime paidAt) => deal.IsRedeemed ? deal.EndsAt : paidAt + ReceiptTime;

    /// <summary>
    /// Selects the orders that the viewer may see: those that the viewer bought, and those of merchants that the
    /// viewer works for.
    /// </summary>
    public static Expression<Func<Order, bool>> VisibleTo(UserId viewer, GraphDb db) => order =>
        order.BuyerId == viewer
        || StaffPolicy.MerchantsOf(db, viewer).Any(m => m.Id == order.MerchantId);

    /// <summary>
    /// Selects the orders that friends of the buyer may know of. They must be finally paid, not refunded, and the
    /// buyer must allow others to see them.
    /// </summary>
    public static Expression<Func<Order, bool>> ShownToFriends { get; } = order =>
        order.Visibility != Visibility.Parties
        && (order.Status == OrderStatus.Paid || order.Status == OrderStatus.Redeemed
            || order.Status == OrderStatus.Completed || order.Status == OrderStatus.RefundRequested);

    /// <summary>Whether money of this order still waits in escrow.</summary>
    public bool IsOpen => Status is OrderStatus.WaitingForGroup or OrderStatus.Paid or OrderStatus.RefundRequested;
}

/// <summary>A transaction that belongs to an order.</summary>
public sealed class OrderTransaction
{
    public required TransactionId TransactionId { get; init; }

    public required OrderId OrderId { get; init; }
}

internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>, IEntityTypeConfiguration<OrderTransaction>
{
    public void Configure(EntityTypeBuilder<Order> order)
    {
        order.HasKey(o => o.Id);
        order.Ignore(o => o.IsOpen);
        order.Ignore(o => o.IsVoucher);
        order.Property(o => o.VoucherHash).HasMaxLength(33).IsFixedLength();
        order.Property(o => o.RefundReason).HasMaxLength(TextKind.Reason.MaxUnits);
        order.Property(o => o.RefundAnswer).HasMaxLength(TextKind.Reason.MaxUnits);
        order.HasOne<User>().WithMany().HasForeignKey(o => o.BuyerId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<User>().WithMany().HasForeignKey(o => o.SharerId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Person>().WithMany().HasForeignKey(o => o.PersonId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Deal>().WithMany().HasForeignKey(o => o.DealId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Merchant>().WithMany().HasForeignKey(o => o.MerchantId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<GroupBuy>().WithMany().HasForeignKey(o => o.GroupId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Account>().WithMany().HasForeignKey(o => o.EscrowId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Transaction>().WithMany().HasForeignKey(o => o.PurchaseId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Shop>().WithMany().HasForeignKey(o => o.RedeemedShopId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<User>().WithMany().HasForeignKey(o => o.RedeemedById).OnDelete(DeleteBehavior.Restrict);
        order.HasIndex(o => o.PurchaseId).IsUnique();
        order.HasIndex(o => o.VoucherHash).IsUnique().HasFilter("voucher_hash IS NOT NULL");
        order.HasIndex(o => new { o.GroupId, o.PersonId }).IsUnique().HasFilter("group_id IS NOT NULL")
            .HasDatabaseName("ux_orders_group_person");
        order.HasIndex(o => o.DueAt).HasFilter("due_at IS NOT NULL").HasDatabaseName("ix_orders_due");
        order.HasIndex(o => new { o.BuyerId, o.CreatedAt });
        order.HasIndex(o => new { o.MerchantId, o.CreatedAt });
        order.HasIndex(o => new { o.MerchantId, o.BuyerId });
        order.HasIndex(o => new { o.DealId, o.BuyerId });
        order.ToTable(table =>
        {
            table.HasCheckConstraint("ck_orders_paid", "quantity > 0 AND paid > 0 AND paid <= 10000000000000 AND saved >= 0");
            table.HasCheckConstraint("ck_orders_reward", "reward >= 0 AND reward < paid AND (reward = 0 OR sharer_id IS NOT NULL)");
            table.HasCheckConstraint("ck_orders_sharer", "sharer_id IS NULL OR sharer_id <> buyer_id");
            table.HasCheckConstraint(
                "ck_orders_closed",
                "(status IN (0, 1, 4) AND closed_at IS NULL) OR (status IN (2, 3, 5, 6) AND closed_at IS NOT NULL AND due_at IS NULL)");
            table.HasCheckConstraint(
                "ck_orders_redeemed",
                "(status = 2 AND redeemed_shop_id IS NOT NULL AND redeemed_by_id IS NOT NULL) "
                    + "OR (status <> 2 AND redeemed_shop_id IS NULL AND redeemed_by_id IS NULL)");
            table.HasCheckConstraint("ck_orders_refund", "status NOT IN (4, 5) OR refund_requested_at IS NOT NULL");
        });
    }

    public void Configure(EntityTypeBuilder<OrderTransaction> transaction)
    {
        transaction.HasKey(t => t.TransactionId);
        transaction.HasOne<Transaction>().WithMany().HasForeignKey(t => t.TransactionId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Order>().WithMany().HasForeignKey(t => t.OrderId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasIndex(t => t.OrderId);
        transaction.ToTable(table => table.HasTrigger("tr_order_transaction_append_only"));
    }
}
