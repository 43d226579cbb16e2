using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// The steps that move an order's money out of escrow. Each begins with a transition of the order. When several units
/// try at once, only one succeeds, so the money leaves escrow only once.
/// </summary>
public sealed class OrderSteps(GeneralLedger ledger, TimeProvider clock)
{
    /// <summary>
    /// Redeems a voucher in a shop: pays the merchant and the user who shared the deal, together. Returns false when the
    /// order is not PAID, or its voucher has ended: a refused refund may have brought it back to PAID after its end.
    /// </summary>
    internal async Task<bool> RedeemAsync(GraphDb db, Order order, ShopId shop, UserId by, Command cause)
    {
        var now = clock.UtcNow();
        var isRedeemed = await db.Set<Order>().Where(o => o.Id == order.Id && o.ExpiresAt > now).TransitionAsync(
            o => o.Status, OrderStatus.Paid, OrderStatus.Redeemed, set => set
                .SetProperty(o => o.ClosedAt, now)
                .SetProperty(o => o.RedeemedShopId, shop)
                .SetProperty(o => o.RedeemedById, by)
                .SetProperty(o => o.DueAt, (DateTime?)null));
        if (isRedeemed)
        {
            await ReleaseAsync(db, order, OrderStatus.Redeemed, by, cause, now);
        }

        return isRedeemed;
    }

    /// <summary>
    /// Completes an order whose goods were received: pays the merchant and the user who shared the deal, together.
    /// Returns false when the order is not PAID.
    /// </summary>
    internal async Task<bool> CompleteAsync(GraphDb db, Order order, UserId by, Command? cause)
    {
        var now = clock.UtcNow();
        var isCompleted = await CloseAsync(db, order, OrderStatus.Paid, OrderStatus.Completed, now);
        if (isCompleted)
        {
            await ReleaseAsync(db, order, OrderStatus.Completed, by, cause, now);
        }

        return isCompleted;
    }

    private async Task ReleaseAsync(GraphDb db, Order order, OrderStatus status, UserId by, Command? cause, DateTime now)
    {
        var merchant = await db.Set<Merchant>().SingleAsync(m => m.Id == order.MerchantId);

        // The transition locked the order's row, so the reward is final. It is 0 when the user who shared the deal closed the
        // account after this unit had read the order.
        var promised = await db.Set<Order>().Where(o => o.Id == order.Id).Select(o => o.Reward).SingleAsync();
        var wallet = promised == 0
            ? (AccountId?)null
            : await db.Set<Account>().Where(a => a.OwnerId == order.SharerId).Select(a => a.Id).SingleAsync();
        if (wallet is { } sharers)
        {
            // Two transactions use these accounts, so they are locked in the usual order before escrow is locked.
            await GeneralLedger.LockAsync(db, merchant.SettlementId, sharers);
            if (await db.Set<Account>().AnyAsync(a => a.Id == sharers && a.ClosedAt != null))
            {
                // The account was closed while the purchase was being written, so that the closing did not see this order.
                (promised, wallet) = (0, null);
                await db.Set<Order>().Where(o => o.Id == order.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Reward, 0));
            }
        }

        var release = await ledger.PostAsync(
            db,
            new Movement(TransactionKind.EscrowRelease, order.EscrowId, merchant.SettlementId, Money(order, order.Paid - promised), by)
            {
                Business = merchant.SettlementId,
                Cause = cause,
            });
        Link(db, order, release);
        if (wallet is { } rewarded)
        {
            var reward = await ledger.PostAsync(
                db,
                new Movement(TransactionKind.ShareReward, order.EscrowId, rewarded, Money(order, promised), order.SharerId!.Value)
                {
                    Payee = order.SharerId,
                    Business = merchant.SettlementId,
                });
            Link(db, order, reward);
        }

        db.Raise(new OrderChanged(order, status, merchant.OwnerId, now));
        await Tally.RedeemedAsync(db, order, promised, now);
    }

    /// <summary>
    /// Gives all money back to the buyer, the charged amount back to the limits, and the pieces back to the stock.
    /// Returns false when the order does not have the required status.
    /// </summary>
    internal async Task<bool> GiveBackAsync(
        GraphDb db, Order order, OrderStatus from, OrderStatus status, string? answer, Command? cause)
    {
        var now = clock.UtcNow();
        bool? accepted = status == OrderStatus.Refunded ? true : null;
        if (!await CloseAsync(db, order, from, status, now, accepted, answer))
        {
            return false;
        }

        var purchase = await db.Set<Transaction>().SingleAsync(t => t.Id == order.PurchaseId);
        var refund = await ledger.RefundAsync(db, purchase, Money(order, order.Paid), purchase.Note, cause, async () =>
            {
                await Stock.UncountAsync(db, order.DealId, order.PersonId, order.Quantity);
                await Stock.ReturnAsync(db, order.DealId, order.StockPart, order.Quantity);
            })
            ?? throw new InvalidOperationException($"The purchase of order {order.Id.Value} was refunded before.");
        Link(db, order, refund);
        db.Touch(DealTopics.Deal(order.DealId));
        await RaiseChangeAsync(db, order, status, now, answer);
        return true;
    }

    /// <summary>
    /// Refuses a refund for the merchant. The order continues as before. Returns false when there is no open refund
    /// request.
    /// </summary>
    internal async Task<bool> RefuseRefundAsync(GraphDb db, Order order, string? answer)
    {
        var now = clock.UtcNow();
        var isKept = await db.Set<Order>()
            .Where(o => o.Id == order.Id && o.DueAt > now)
            .TransitionAsync(o => o.Status, from: OrderStatus.RefundRequested, to: OrderStatus.Paid, set => set
                .SetProperty(o => o.RefundAccepted, false)
                .SetProperty(o => o.RefundAnswer, answer)
                .SetProperty(o => o.DueAt, o => o.ExpiresAt));
        if (!isKept)
        {
            return false;
        }

        await RaiseChangeAsync(db, order, OrderStatus.Paid, now, answer);
        return true;
    }

    internal async Task RaiseChangeAsync(GraphDb db, Order order, OrderStatus status, DateTime now, string? message)
    {
        var owner = await db.Set<Merchant>().Where(m => m.Id == order.MerchantId).Select(m => m.OwnerId).SingleAsync();
        db.Raise(new OrderChanged(order, status, owner, now) { Message = message });
    }

    private static Task<bool> CloseAsync(
        GraphDb db,
        Order order,
        OrderStatus from,
        OrderStatus status,
        DateTime now,
        bool? accepted = null,
        string? answer = null) =>
        db.Set<Order>().Where(o => o.Id == order.Id).TransitionAsync(o => o.Status, from, status, set => set
            .SetProperty(o => o.ClosedAt, now)
            .SetProperty(o => o.RefundAccepted, o => accepted ?? o.RefundAccepted)
            .SetProperty(o => o.RefundAnswer, o => answer ?? o.RefundAnswer)
            .SetProperty(o => o.DueAt, (DateTime?)null));

    private static void Link(GraphDb db, Order order, Transaction transaction) =>
        db.Set<OrderTransaction>().Add(new OrderTransaction { TransactionId = transaction.Id, OrderId = order.Id });

    private static Money Money(Order order, long minorUnits) => new(minorUnits, order.Currency);
}
