using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Users;
using Graph.Domain.Persistence;

namespace Graph.Api.Ledger;

/// <summary>The field of the viewer that holds the wallet.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class WalletOfViewer
{
    /// <summary>
    /// The viewer's wallet. Every account has one; topping up, paying and receiving need real-name level CLASS_I.
    /// </summary>
    public static Task<WalletNode> Wallet(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        WalletNode.OfAsync(db, caller, cancellationToken);
}
