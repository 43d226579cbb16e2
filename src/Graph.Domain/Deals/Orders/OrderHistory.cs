using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>Counts the merchants of a person's completed orders, which are evidence of the person's identity.</summary>
public sealed class OrderHistory(Units units) : IOrderHistory
{
    public Task<int> CountMerchantsAsync(UserId user, Money atLeast, DateTime since, CancellationToken cancellationToken) =>
        units.ReadAsync(db => db.Set<Order>()
            .Where(o => (o.BuyerId == user || db.Set<User>().Any(u => u.Id == user && u.PersonId == o.PersonId))
                && (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed)
                && o.ClosedAt >= since && o.Paid >= atLeast.MinorUnits && o.Currency == atLeast.Currency)
            .Select(o => o.MerchantId)
            .Distinct()
            .CountAsync(cancellationToken));
}
