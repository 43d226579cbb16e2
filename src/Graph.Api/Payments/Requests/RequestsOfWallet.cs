using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Relay;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Payments.Requests;

/// <summary>The fields of the wallet that concern payment requests.</summary>
[FieldsOf(typeof(WalletNode))]
public sealed class RequestsOfWallet
{
    /// <summary>The payment requests that the viewer received or made, the latest first.</summary>
    /// <param name="where">
    /// A filter. For the open requests that the viewer has to answer, use
    /// `{ status: { eq: OPEN }, direction: { eq: OUT } }`.
    /// </param>
    public static Task<Connection<PaymentRequestNode>> PaymentRequests(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        PaymentRequestFilterInput? where,
        PageArguments page,
        CancellationToken cancellationToken) =>
        PaymentRequestRow.Latest.PageAsync(
            db,
            (caller.Viewer, clock.UtcNow()),
            page,
            row => new PaymentRequestNode(row.Request),
            cancellationToken,
            PaymentRequestRow.FilterOf(where));
}
