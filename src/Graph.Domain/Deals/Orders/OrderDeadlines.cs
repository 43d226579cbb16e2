using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// What happens to orders when nobody does anything: vouchers that were not used and groups that were not filled give the
/// money back, silence accepts a refund, and what was sent counts as received after 10 days.
/// </summary>
public sealed class OrderDeadlines(Units units, OrderSteps steps, TimeProvider clock, ILogger<OrderDeadlines> log)
    : LeasedWork(units, clock, log)
{
    private const int AtATime = 200;

    protected override string Name => "order deadlines";

    protected override async Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        return await Units.ReadAsync(async db =>
        {
            var groups = await db.Set<GroupBuy>()
                .Where(g => g.Status == GroupBuyStatus.Open && g.ExpiresAt <= now)
                .OrderBy(g => g.ExpiresAt)
                .Select(g => g.Id)
                .Take(AtATime)
                .ToListAsync(cancellationToken);
            var orders = await db.Set<Order>()
                .Where(o => o.DueAt != null && o.DueAt <= now)
                .OrderBy(o => o.DueAt)
                .Select(o => o.Id)
                .Take(AtATime)
                .ToListAsync(cancellationToken);
            return (IReadOnlyList<Func<Task>>)
            [
                .. groups.Select(id => (Func<Task>)(() => Units.WriteAsync(db => EndAsync(db, id), CancellationToken.None))),
                .. orders.Select(id => (Func<Task>)(() => Units.WriteAsync(db => GoOnAsync(db, id), CancellationToken.None))),
            ];
        });
    }

    /// <summary>The group is over, and each of its orders due: each goes back in a unit of its own.</summary>
    private async Task<bool> EndAsync(GraphDb db, GroupBuyId id)
    {
        if (!await GroupBuy.CloseAsync(db, id, GroupBuyStatus.Expired))
        {
            return false;
        }

        await db.Set<Order>()
            .Where(o => o.GroupId == id && o.Status == OrderStatus.WaitingForGroup)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.DueAt, o => o.ExpiresAt));
        db.Touch(Topic.Group(id));
        return true;
    }

    private async Task<bool> GoOnAsync(GraphDb db, OrderId id)
    {
        var now = Clock.UtcNow();
        var order = await db.Set<Order>().SingleOrDefaultAsync(o => o.Id == id && o.DueAt != null && o.DueAt <= now);
        return order switch
        {
            null => false,
            { Status: OrderStatus.RefundRequested } =>
                await steps.GiveBackAsync(db, order, order.Status, OrderStatus.Refunded, "No answer within 48 hours.", cause: null),
            { Status: OrderStatus.Paid, IsVoucher: false } =>
                await steps.ReleaseAsync(db, order, OrderStatus.Completed, order.BuyerId, cause: null),
            _ => await steps.GiveBackAsync(db, order, order.Status, OrderStatus.Expired, answer: null, cause: null),
        };
    }
}
