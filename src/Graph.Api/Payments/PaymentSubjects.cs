using Graph.Api.Ledger;
using Graph.Api.Payments.Requests;
using Graph.Api.Server.Authorization;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Payments;

/// <summary>
/// Finds the object for which a payment was made: the bill of a share, otherwise the payment request. Only the two
/// sides see it.
/// </summary>
public sealed class PaymentSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from request in db.Set<PaymentRequest>().Where(PaymentRequest.VisibleTo(caller.Viewer))
            join bill in db.Set<Bill>() on request.BillId equals bill.Id into bills
            from bill in bills.DefaultIfEmpty()
            where request.TransactionId != null && ids.Contains(request.TransactionId.Value)
            select new { Request = request, Bill = bill }).ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.Request.TransactionId!.Value,
            row => row.Bill is null ? new PaymentRequestNode(row.Request) : (ITransactionSubject)new BillNode(row.Bill));
    }
}
