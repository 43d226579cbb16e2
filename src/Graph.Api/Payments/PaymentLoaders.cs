using Graph.Api.Payments.Requests;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Payments;

/// <summary>
/// Loads payment requests and bills by ID, as far as the viewer may see them. Each batch is one database command.
/// </summary>
public sealed class PaymentLoaders(GraphDb db, Caller caller, LoaderMemory memory)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PaymentRequestId> Ids), PaymentRequest> VisibleRequests = new((db, of) =>
        db.Set<PaymentRequest>().Where(r => of.Ids.Contains(r.Id)).Where(PaymentRequest.VisibleTo(of.Viewer)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<BillId> Ids), Bill> VisibleBills = new((db, of) =>
        BillRows.VisibleTo(db, of.Viewer).Where(b => of.Ids.Contains(b.Id)));

    private static readonly KeptQuery<IReadOnlyList<BillId>, ShareRow> SharesOfBills = new((db, ids) =>
        from share in db.Set<BillShare>()
        join bill in db.Set<Bill>() on share.BillId equals bill.Id
        join request in db.Set<PaymentRequest>() on share.RequestId equals request.Id into requests
        from request in requests.DefaultIfEmpty()
        where ids.Contains(share.BillId)
        orderby share.Position
        select new ShareRow { Share = share, Request = request, Currency = bill.Currency });

    public BatchLoader<PaymentRequestId, PaymentRequestNode?> Requests => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleRequests.DictionaryAsync(
            db, (caller.Viewer, ids), r => r.Id, r => (PaymentRequestNode?)new PaymentRequestNode(r), cancellationToken), null);

    public BatchLoader<BillId, BillNode?> Bills => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleBills.DictionaryAsync(
            db, (caller.Viewer, ids), b => b.Id, b => (BillNode?)new BillNode(b), cancellationToken), null);

    /// <summary>The shares of a bill. Ask only for bills that the viewer may see.</summary>
    public BatchLoader<BillId, IReadOnlyList<BillShareNode>> Shares => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = await SharesOfBills.ListAsync(db, ids, cancellationToken);
        return rows
            .GroupBy(row => row.Share.BillId)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<BillShareNode>)
                    [.. group.Select(row => new BillShareNode(row.Share, row.Request, row.Currency))]);
    }, []);

    private sealed class ShareRow
    {
        public required BillShare Share { get; init; }

        public required PaymentRequest? Request { get; init; }

        public required Currency Currency { get; init; }
    }
}
