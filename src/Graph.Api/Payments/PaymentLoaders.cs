using Graph.Api.Payments.Requests;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Payments;

/// <summary>
/// Loads payment requests and bills by ID, as far as the viewer may see them. Each batch is one database command.
/// </summary>
public sealed class PaymentLoaders(GraphDb db, Caller caller, LoaderMemory memory)
{
    public BatchLoader<PaymentRequestId, PaymentRequestNode?> Requests => field ??= new(memory, async (ids, cancellationToken) =>
        await db.Set<PaymentRequest>()
            .Where(r => ids.Contains(r.Id))
            .Where(PaymentRequest.VisibleTo(caller.Viewer))
            .ToDictionaryAsync(r => r.Id, r => (PaymentRequestNode?)new PaymentRequestNode(r), cancellationToken), null);

    public BatchLoader<BillId, BillNode?> Bills => field ??= new(memory, async (ids, cancellationToken) =>
        await BillRows.VisibleTo(db, caller.Viewer)
            .Where(b => ids.Contains(b.Id))
            .ToDictionaryAsync(b => b.Id, b => (BillNode?)new BillNode(b), cancellationToken), null);

    /// <summary>The shares of a bill. Ask only for bills that the viewer may see.</summary>
    public BatchLoader<BillId, IReadOnlyList<BillShareNode>> Shares => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = await (
            from share in db.Set<BillShare>()
            join bill in db.Set<Bill>() on share.BillId equals bill.Id
            join request in db.Set<PaymentRequest>() on share.RequestId equals request.Id into requests
            from request in requests.DefaultIfEmpty()
            where ids.Contains(share.BillId)
            orderby share.Position
            select new { Share = share, Request = request, bill.Currency }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.Share.BillId)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<BillShareNode>)
                    [.. group.Select(row => new BillShareNode(row.Share, row.Request, row.Currency))]);
    }, []);
}
