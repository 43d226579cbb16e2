using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Payments.Requests;

/// <summary>What is asked of the viewer, and what the viewer asked for.</summary>
[FieldsOf(typeof(WalletNode))]
public sealed class RequestsOfWallet
{
    /// <summary>Payment requests, to pay and to be paid, the latest first.</summary>
    /// <param name="where">Which requests: open ones to pay are `{ status: { eq: OPEN }, direction: { eq: OUT } }`.</param>
    public static Task<Connection<PaymentRequestNode>> PaymentRequests(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        PaymentRequestFilterInput? where,
        PageArguments page,
        CancellationToken cancellationToken) =>
        PaymentRequestRow.Latest.PageAsync(
            PaymentRequestRow.Of(db, caller.Viewer, clock.UtcNow())
                .Where(Filter<PaymentRequestRow>.Of(where, PaymentRequestRow.Declare)),
            page,
            row => new PaymentRequestNode(row.Request),
            cancellationToken);
}
