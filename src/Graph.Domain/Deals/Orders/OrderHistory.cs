using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Counts the people who own the merchants of a person's completed orders, which are evidence of the person's identity. One friend may
/// own several merchants.
/// </summary>
public sealed class OrderHistory(Units units) : IOrderHistory
{
    public async Task<int> CountSellersAsync(UserId user, Money atLeast, DateTime since, CancellationToken cancellationToken)
    {
        // An account may have lost an identity that was not its owner's. What it bought as that person is evidence of neither.
        var owners = await units.ReadAsync(db => PersonOf.Accounts(db, user)
            .Join(
                db.Set<Order>(),
                account => new { account.Id, account.PersonId },
                o => new { Id = o.BuyerId, PersonId = (PersonId?)o.PersonId },
                (_, o) => o)
            .Where(o => (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed)
                && o.ClosedAt >= since && o.Paid >= atLeast.MinorUnits && o.Currency == atLeast.Currency)
            .Join(db.Set<Merchant>(), o => o.MerchantId, m => m.Id, (o, m) => m.OwnerId)
            .Distinct()
            .Join(db.Set<User>(), owner => owner, u => u.Id, (owner, u) => new { u.Id, u.PersonId })
            .ToListAsync(cancellationToken));
        return owners.Select(owner => owner.PersonId?.Value ?? owner.Id.Value).Distinct().Count();
    }
}
