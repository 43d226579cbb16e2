using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// Finds the order for which a transaction was made. Only its buyer and the merchant's staff see it.
/// </summary>
public sealed class OrderSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from link in db.Set<OrderTransaction>()
            join order in db.Set<Order>().Where(Order.VisibleTo(caller.Viewer, db)) on link.OrderId equals order.Id
            where ids.Contains(link.TransactionId)
            select new { link.TransactionId, Order = order }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.TransactionId, row => (ITransactionSubject)new OrderNode(row.Order));
    }

    public async Task<IReadOnlyDictionary<TransactionId, UserId>> FindPayersAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken) => await (
            from link in db.Set<OrderTransaction>()
            join order in db.Set<Order>() on link.OrderId equals order.Id
            where ids.Contains(link.TransactionId)
            select new { link.TransactionId, order.BuyerId })
        .ToDictionaryAsync(row => row.TransactionId, row => row.BuyerId, cancellationToken);
}
