using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Handles paid orders: redeeming vouchers, confirming receipt, and requesting and answering refunds. Each action can
/// safely be sent again.
/// </summary>
public sealed class Fulfilment(Idempotency idempotency, OrderSteps steps, Vouchers vouchers, TimeProvider clock)
{
    /// <summary>Redeems a voucher for the staff of a shop, and pays the merchant.</summary>
    public Task<Answer<OrderId>> RedeemAsync(
        UserId actor, Guid key, ShopId shop, string code, CancellationToken cancellationToken)
    {
        code = Vouchers.Normalize(code);
        new Validation().Check(code.Length > 0, "Enter the code of the voucher.", "voucherCode").ThrowIfAny();
        var command = new Command(actor, "redeemVoucher", key, new RequestInput().With("shop", shop).With("voucherCode", code));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var hash = vouchers.HashOf(code);
                var place = await db.Set<Shop>().SingleOrDefaultAsync(s => s.Id == shop)
                    ?? throw new DomainException(new NotFoundError("shop"));
                await StaffPolicy.StaffedAsync(db, actor, place.MerchantId, "shop");

                var order = await db.Set<Order>()
                    .Where(o => o.VoucherHash == hash && db.Set<DealShop>().Any(s => s.DealId == o.DealId && s.ShopId == shop))
                    .SingleOrDefaultAsync() ?? throw new DomainException(new InvalidVoucherError());
                await RequireAsync(db, order, await steps.RedeemAsync(db, order, shop, actor, command));
                return order.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Confirms that the buyer has received the goods, and pays the merchant. This is possible at every level, even if
    /// the account is frozen. A voucher is not received but redeemed, by the shop.
    /// </summary>
    public Task<Answer<OrderId>> ConfirmReceiptAsync(UserId actor, Guid key, OrderId id, CancellationToken cancellationToken)
    {
        var command = new Command(actor, "confirmReceipt", key, new RequestInput().With("order", id));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var order = await OfBuyerAsync(db, actor, id);
                if (order.IsVoucher)
                {
                    throw new DomainException(new VoucherOrderError());
                }

                await RequireAsync(db, order, await steps.CompleteAsync(db, order, actor, command));
                return id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Requests a refund for the buyer; this can be done only once. The merchant has 48 hours to refuse. It is
    /// possible at every level, even if the account is frozen.
    /// </summary>
    public Task<Answer<OrderId>> RequestRefundAsync(
        UserId actor, Guid key, OrderId id, string reason, CancellationToken cancellationToken)
    {
        var check = new Validation();
        reason = check.Text(TextKind.NeededReason, reason, "reason");
        check.ThrowIfAny();
        return idempotency.RunAsync(
            new Command(actor, "requestRefund", key, new RequestInput().With("order", id).With("reason", reason)),
            confirm: null,
            async db =>
            {
                var now = clock.UtcNow();
                var order = await OfBuyerAsync(db, actor, id);
                if (order.RefundAccepted is not null)
                {
                    throw new DomainException(new RefundAnsweredError());
                }

                DateTime? answersItself = now + Order.AnswerTime;
                var isAsked = await db.Set<Order>()
                    .Where(o => o.Id == id && o.DueAt > now && o.RefundAccepted == null)
                    .TransitionAsync(o => o.Status, from: OrderStatus.Paid, to: OrderStatus.RefundRequested, set => set
                        .SetProperty(o => o.RefundReason, reason)
                        .SetProperty(o => o.RefundRequestedAt, now)
                        .SetProperty(o => o.DueAt, answersItself));
                await RequireAsync(db, order, isAsked);
                await steps.RaiseChangeAsync(db, order, OrderStatus.RefundRequested, now, reason);
                return id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Answers a refund request for the merchant's staff. If they accept, the money goes back; if they refuse, the
    /// order continues as before.
    /// </summary>
    public Task<Answer<OrderId>> AnswerRefundAsync(
        UserId actor, Guid key, OrderId id, bool accept, string? reason, CancellationToken cancellationToken)
    {
        var check = new Validation();
        reason = check.Words(TextKind.Reason, reason, "reason");
        check.ThrowIfAny();
        var command = new Command(
            actor, "answerRefund", key, new RequestInput().With("order", id).With("accept", accept).With("reason", reason));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var order = await db.Set<Order>().SingleOrDefaultAsync(o => o.Id == id)
                    ?? throw new DomainException(new NotFoundError("order"));
                await StaffPolicy.StaffedAsync(db, actor, order.MerchantId, "order");
                if (accept)
                {
                    // A refusal stays allowed: without any answer the refund would be paid.
                    await Restrictions.RequireActiveAsync(db, actor, clock.UtcNow());
                }

                new Validation()
                    .Check(
                        !await PersonOf.Accounts(db, actor).AnyAsync(u => u.Id == order.BuyerId),
                        "You bought this, with this account or another one. Somebody else of the staff answers.",
                        "order")
                    .ThrowIfAny();
                var answered = accept
                    ? await steps.GiveBackAsync(
                        db, order, OrderStatus.RefundRequested, OrderStatus.Refunded, reason, command)
                    : await steps.RefuseRefundAsync(db, order, reason);
                await RequireAsync(db, order, answered);
                return id;
            },
            staysOpen: false,
            cancellationToken);
    }

    private static async Task<Order> OfBuyerAsync(GraphDb db, UserId buyer, OrderId id) =>
        await db.Set<Order>().SingleOrDefaultAsync(o => o.Id == id && o.BuyerId == buyer)
        ?? throw new DomainException(new NotFoundError("order"));

    private async Task RequireAsync(GraphDb db, Order order, bool wentOn)
    {
        if (!wentOn)
        {
            var current = await db.Set<Order>().SingleAsync(o => o.Id == order.Id);
            throw new DomainException(new OrderStatusError(current.StatusAt(clock.UtcNow())));
        }
    }
}
