using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>Cancels orders: until the cut-off of their day, and while their day is late. Money and limits are given back.</summary>
public sealed class FundCancellations(Idempotency idempotency, GeneralLedger money, ExchangeCalendar calendar, TimeProvider clock)
{
    public Task<Answer<FundOrderId>> CancelAsync(UserId actor, Guid key, FundOrderId id, CancellationToken cancellationToken)
    {
        var command = new Command(actor, "cancelFundOrder", key, new RequestInput().With("order", id));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var order = await LockAsync(db, id);
                if (order is null || order.UserId != actor)
                {
                    throw new DomainException(new NotFoundError("order"));
                }

                if (!order.CanBeCancelledAt(clock.UtcNow(), calendar, await PublishedAsync(db, order)))
                {
                    throw new DomainException(new FundOrderStatusError(order.Status));
                }

                await CancelAsync(db, order, command);
                return id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Cancels a subscription whose day has no value for so long that it ends by itself.</summary>
    internal async Task<bool> LapseAsync(GraphDb db, FundOrder order)
    {
        if (order.HasValue(await PublishedAsync(db, order)))
        {
            return false;
        }

        await CancelAsync(db, order, cause: null);
        db.Raise(new FundOrderLapsed(order, clock.UtcNow()));
        await PauseStandingAsync(db, order);
        return true;
    }

    /// <summary>Pauses the standing order that placed an order for nothing. It would place the next one in the same night.</summary>
    private async Task PauseStandingAsync(GraphDb db, FundOrder order)
    {
        if (order.Standing is { } kind && await db.Set<StandingOrder>().SingleOrDefaultAsync(o =>
            o.UserId == order.UserId && o.FundId == order.FundId && o.Kind == kind && o.DueAt != null) is { } standing)
        {
            await standing.PauseAsync(db, StandingOrderPause.NoValue, clock.UtcNow());
        }
    }

    internal static async Task<FundOrder?> LockAsync(GraphDb db, FundOrderId id)
    {
        var row = db.Set<FundOrder>().Where(o => o.Id == id);
        return await db.LockAsync(row) == 0 ? null : await row.SingleAsync();
    }

    private static Task<DateOnly?> PublishedAsync(GraphDb db, FundOrder order) =>
        db.Set<Fund>().Where(f => f.Id == order.FundId).Select(f => f.PublishedOn).SingleAsync();

    private async Task CancelAsync(GraphDb db, FundOrder order, Command? cause)
    {
        var now = clock.UtcNow();
        await db.Set<FundOrder>().Where(o => o.Id == order.Id).MustTransitionAsync(
            o => o.Status, from: FundOrderStatus.Ordered, to: FundOrderStatus.Cancelled, set => set
                .SetProperty(o => o.CancelledAt, now)
                .SetProperty(o => o.DueAt, (DateTime?)null));
        if (order.Side == FundOrderSide.Redemption)
        {
            await UnitLedger.UnlockAsync(db, order.HoldingId, order.OrderedUnits!.Value);
            return;
        }

        var payment = await db.Set<Transaction>().SingleAsync(t => t.Id == order.PaymentId);
        var refund = await money.RefundAsync(
            db, payment, new Money(payment.Amount, payment.Currency), payment.Note, cause)
            ?? throw new InvalidOperationException($"The payment of order {order.Id.Value} was refunded before.");
        db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = refund.Id, OrderId = order.Id });
    }
}
