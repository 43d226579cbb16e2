using Graph.Api.Server.Conventions;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Persistence;

namespace Graph.Api.Payments.Requests;

/// <summary>The fields of the viewer that concern split bills.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class BillsOfViewer
{
    /// <summary>The bills that the viewer paid or has a share of, the latest first.</summary>
    public static Task<Connection<BillNode>> Bills(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        BillRows.Latest.PageAsync(db, viewer.UserId, page, bill => new BillNode(bill), cancellationToken);
}
