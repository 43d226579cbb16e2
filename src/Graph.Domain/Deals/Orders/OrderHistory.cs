using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>Counts a person's completed orders, which are evidence of the person's identity.</summary>
public sealed class OrderHistory(Units units) : IOrderHistory
{
    public Task<int> CountCompletedAsync(UserId user, DateTime since, CancellationToken cancellationToken) =>
        units.ReadAsync(db => db.Set<Order>().CountAsync(
            o => (o.BuyerId == user || db.Set<User>().Any(u => u.Id == user && u.PersonId == o.PersonId))
                && (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed)
                && o.ClosedAt >= since,
            cancellationToken));
}
