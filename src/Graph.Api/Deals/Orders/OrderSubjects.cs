using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// Finds the order for which a transaction was made. Only its buyer and the merchant's staff see it.
/// </summary>
public sealed class OrderSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Row> Visible = new((db, of) =>
        from link in db.Set<OrderTransaction>()
        join order in db.Set<Order>().Where(Order.VisibleTo(of.Viewer, db)) on link.OrderId equals order.Id
        where of.Ids.Contains(link.TransactionId)
        select new Row { Transaction = link.TransactionId, Order = order });

    private static readonly KeptQuery<IReadOnlyList<TransactionId>, Buyer> Buyers = new((db, ids) =>
        from link in db.Set<OrderTransaction>()
        join order in db.Set<Order>() on link.OrderId equals order.Id
        where ids.Contains(link.TransactionId)
        select new Buyer { Transaction = link.TransactionId, Id = order.BuyerId });

    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var rows = await Visible.ListAsync(db, (caller.Viewer, ids), cancellationToken);
        return rows.ToDictionary(row => row.Transaction, row => (ITransactionSubject)new OrderNode(row.Order));
    }

    public async Task<IReadOnlyDictionary<TransactionId, UserId>> FindPayersAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken) =>
        await Buyers.DictionaryAsync(db, ids, buyer => buyer.Transaction, buyer => buyer.Id, cancellationToken);

    private sealed class Row
    {
        public required TransactionId Transaction { get; init; }

        public required Order Order { get; init; }
    }

    private sealed class Buyer
    {
        public required TransactionId Transaction { get; init; }

        public required UserId Id { get; init; }
    }
}
