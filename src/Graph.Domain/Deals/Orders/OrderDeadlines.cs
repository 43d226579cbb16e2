using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Continues orders when their time is over. Unused vouchers and orders of incomplete groups are refunded. A refund
/// request without an answer is accepted. A sent order counts as received after 10 days.
/// </summary>
public sealed class OrderDeadlines(Units units, OrderSteps steps, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), OrderId> Due = new((db, of) => db.Set<Order>()
        .Where(o => o.DueAt != null && o.DueAt <= of.Now)
        .OrderBy(o => o.DueAt)
        .Select(o => o.Id)
        .Take(of.Most));

    public string Name => "order deadlines";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => GoOnAsync(db, (OrderId)id), CancellationToken.None);

    private async Task<bool> GoOnAsync(GraphDb db, OrderId id)
    {
        var now = clock.UtcNow();
        var order = await db.Set<Order>().SingleOrDefaultAsync(o => o.Id == id && o.DueAt != null && o.DueAt <= now);
        return order switch
        {
            null => false,
            { Status: OrderStatus.RefundRequested } =>
                await steps.GiveBackAsync(db, order, order.Status, OrderStatus.Refunded, "No answer within 48 hours.", cause: null),
            { Status: OrderStatus.Paid, IsVoucher: false } =>
                await steps.CompleteAsync(db, order, order.BuyerId, cause: null),
            _ => await steps.GiveBackAsync(db, order, order.Status, OrderStatus.Expired, answer: null, cause: null),
        };
    }
}
