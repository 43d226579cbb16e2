using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Checks what standing orders did: the payment of each has the key of its night, which the database accepts once, and no payment
/// has such a key without the night.
/// </summary>
public sealed class StandingOrderRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var placed =
            from order in db.Set<FundOrder>()
            join payment in db.Set<Transaction>() on order.PaymentId equals payment.Id
            where order.Standing != null || payment.Operation == StandingOrderNights.Operation
            select new { Order = order, payment.Operation, payment.RequestKey };
        await foreach (var row in placed.AsAsyncEnumerable())
        {
            var order = row.Order;
            var isOfNight = order is { Standing: { } kind, StandingOn: { } night }
                && row.Operation == StandingOrderNights.Operation
                && row.RequestKey == new RequestKey(StandingOrderNights.KeyOf(order.UserId, order.FundId, new StandingNight(kind, night)));
            if (!isOfNight)
            {
                yield return new Violation(
                    "a standing order invests once a night",
                    $"fund order {order.Id.Value}",
                    $"{order.Standing} {order.StandingOn:O}, paid by {row.Operation} {row.RequestKey?.Value}");
            }
        }

        var late = clock.UtcNow() - settings.Overdue;
        await foreach (var order in db.Set<StandingOrder>().Where(o => o.DueAt < late).AsAsyncEnumerable())
        {
            yield return new Violation("a standing order takes its steps in time", $"standing order {order.Id.Value}", $"due since {order.DueAt:u}");
        }
    }
}
