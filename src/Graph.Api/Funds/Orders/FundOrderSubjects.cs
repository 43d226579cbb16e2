using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Orders;

/// <summary>Finds the order of a fund for which a transaction was made, for its owner.</summary>
public sealed class FundOrderSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Row> Moved = new((db, of) =>
        from link in db.Set<FundOrderTransaction>()
        join order in db.Set<FundOrder>() on link.OrderId equals order.Id
        where of.Ids.Contains(link.TransactionId) && order.UserId == of.Viewer
        select new Row { Transaction = link.TransactionId, Order = order });

    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var rows = await Moved.ListAsync(db, (caller.Viewer, ids), cancellationToken);
        return rows.ToDictionary(row => row.Transaction, row => (ITransactionSubject)new FundOrderNode(row.Order));
    }

    private sealed class Row
    {
        public required TransactionId Transaction { get; init; }

        public required FundOrder Order { get; init; }
    }
}
