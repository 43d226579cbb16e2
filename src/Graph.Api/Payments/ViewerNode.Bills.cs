using Graph.Api.Payments.Requests;
using Graph.Api.Server.Relay;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;

namespace Graph.Api.Users;

// What the viewer shares the cost of.
public sealed partial class ViewerNode
{
    /// <summary>Bills that the viewer paid or has a share of, the latest first.</summary>
    public Task<Connection<BillNode>> Bills(GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        BillRows.Latest.PageAsync(BillRows.VisibleTo(db, user.Id), page, bill => new BillNode(bill), cancellationToken);
}
