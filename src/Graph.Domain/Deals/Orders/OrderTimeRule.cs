using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Checks that no order's money waits in escrow for ever: each open order has a next step, and takes it in time.
/// </summary>
public sealed class OrderTimeRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var open = db.Set<Order>().Where(o =>
            o.Status == OrderStatus.WaitingForGroup || o.Status == OrderStatus.Paid || o.Status == OrderStatus.RefundRequested);
        var stuck = open.Where(o => o.DueAt == null && !(o.Status == OrderStatus.WaitingForGroup
            && db.Set<GroupBuy>().Any(g => g.Id == o.GroupId && g.Status == GroupBuyStatus.Open)));
        await foreach (var order in stuck.Select(o => new { o.Id, o.Status }).AsAsyncEnumerable())
        {
            yield return new Violation(
                "an open order has a next step, and waits only for an open group",
                $"order {order.Id.Value}",
                $"{order.Status}, and nothing is due");
        }

        // The times follow from the order itself too, so that a wrong time in the queue is found. An order that waits
        // for its group becomes due when the group ends.
        var late = clock.UtcNow() - settings.Overdue;
        var asked = late - Order.AnswerTime;
        var overdue = open.Where(o => o.DueAt < late
            || (o.Status == OrderStatus.RefundRequested && o.RefundRequestedAt < asked)
            || (o.Status == OrderStatus.Paid && o.ExpiresAt < late));
        await foreach (var order in overdue.Select(o => new { o.Id, o.Status, o.DueAt, o.ExpiresAt }).AsAsyncEnumerable())
        {
            yield return new Violation(
                "an order is received, refunded or ended in time",
                $"order {order.Id.Value}",
                $"{order.Status}, due since {order.DueAt ?? order.ExpiresAt:u}");
        }

        var groups = db.Set<GroupBuy>().Where(g => g.Status == GroupBuyStatus.Open && g.ExpiresAt < late);
        await foreach (var group in groups.AsAsyncEnumerable())
        {
            yield return new Violation("a group ends in time", $"group {group.Id.Value}", $"due since {group.ExpiresAt:u}");
        }
    }
}
