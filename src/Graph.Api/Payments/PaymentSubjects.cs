using Graph.Api.Ledger;
using Graph.Api.Payments.Requests;
using Graph.Api.Server.Authorization;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Payments;

/// <summary>
/// Finds the object for which a payment was made: the bill of a share, otherwise the payment request. Only the two
/// sides see it.
/// </summary>
public sealed class PaymentSubjects(GraphDb db, Caller caller) : ITransactionSubjectSource
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Row> Paid = new((db, of) =>
        from request in db.Set<PaymentRequest>().Where(PaymentRequest.VisibleTo(of.Viewer))
        join bill in db.Set<Bill>() on request.BillId equals bill.Id into bills
        from bill in bills.DefaultIfEmpty()
        where request.TransactionId != null && of.Ids.Contains(request.TransactionId.Value)
        select new Row { Request = request, Bill = bill });

    public async Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken)
    {
        var rows = await Paid.ListAsync(db, (caller.Viewer, ids), cancellationToken);
        return rows.ToDictionary(
            row => row.Request.TransactionId!.Value,
            row => row.Bill is null ? new PaymentRequestNode(row.Request) : (ITransactionSubject)new BillNode(row.Bill));
    }

    private sealed class Row
    {
        public required PaymentRequest Request { get; init; }

        public required Bill? Bill { get; init; }
    }
}
