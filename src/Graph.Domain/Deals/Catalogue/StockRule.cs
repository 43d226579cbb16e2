using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>
/// Checks that sold and remaining pieces add up to the stock, and that the counters of buyers and groups match the
/// orders.
/// </summary>
public sealed class StockRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var stocks = db.Set<Deal>()
            .Select(d => new
            {
                d.Id,
                d.Stock,
                Left = db.Set<StockPart>().Where(p => p.DealId == d.Id).Sum(p => p.Remaining),
                Sold = db.Set<Order>()
                    .Where(o => o.DealId == d.Id && o.Status != OrderStatus.Refunded && o.Status != OrderStatus.Expired)
                    .Sum(o => o.Quantity),
            })
            .Where(d => d.Stock != d.Left + d.Sold);
        await foreach (var deal in stocks.AsAsyncEnumerable())
        {
            yield return new Violation(
                "sold and remaining pieces add up to the stock",
                $"deal {deal.Id.Value}",
                $"{deal.Sold} and {deal.Left} of {deal.Stock}");
        }

        var buyers = db.Set<DealBuyer>()
            .Select(b => new
            {
                b.DealId,
                b.PersonId,
                b.Bought,
                Orders = db.Set<Order>()
                    .Where(o => o.DealId == b.DealId && o.PersonId == b.PersonId
                        && o.Status != OrderStatus.Refunded && o.Status != OrderStatus.Expired)
                    .Sum(o => o.Quantity),
            })
            .Where(b => b.Bought != b.Orders);
        await foreach (var buyer in buyers.AsAsyncEnumerable())
        {
            yield return new Violation(
                "the pieces of a person are the pieces that they ordered",
                $"person {buyer.PersonId.Value} of deal {buyer.DealId.Value}",
                $"{buyer.Bought}, ordered {buyer.Orders}");
        }

        var uncounted = db.Set<Order>()
            .Where(o => o.Status != OrderStatus.Refunded && o.Status != OrderStatus.Expired)
            .Where(o => !db.Set<DealBuyer>().Any(b => b.DealId == o.DealId && b.PersonId == o.PersonId))
            .Select(o => o.Id);
        await foreach (var id in uncounted.AsAsyncEnumerable())
        {
            yield return new Violation(
                "each order counts against its person's limit",
                $"order {id.Value}",
                "it is not counted");
        }

        var groups = db.Set<GroupBuy>()
            .Select(g => new
            {
                g.Id,
                g.Status,
                g.Members,
                Orders = db.Set<Order>().LongCount(o => o.GroupId == g.Id),
                Waiting = db.Set<Order>().LongCount(o => o.GroupId == g.Id && o.Status == OrderStatus.WaitingForGroup),
            })
            .Where(g => g.Members != g.Orders
                || (g.Status == GroupBuyStatus.Open && g.Waiting != g.Orders)
                || (g.Status == GroupBuyStatus.Complete && g.Waiting != 0));
        await foreach (var group in groups.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a group has one order per member, and no order waits once it is complete",
                $"group {group.Id.Value}",
                $"{group.Status} of {group.Members}: {group.Orders} orders, {group.Waiting} wait");
        }
    }
}
