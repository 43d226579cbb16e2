using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds.Orders;

/// <summary>Finds the order of a fund for which a transaction was made, for its owner.</summary>
public sealed class FundOrderSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        var rows = await (
            from link in db.Set<FundOrderTransaction>()
            join order in db.Set<FundOrder>() on link.OrderId equals order.Id
            where ids.Contains(link.TransactionId) && order.UserId == viewer
            select new { link.TransactionId, Order = order }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.TransactionId, row => (ITransactionSubject)new FundOrderNode(row.Order));
    }
}
