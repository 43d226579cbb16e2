using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Users;
using Graph.Domain.Persistence;

namespace Graph.Api.Ledger;

/// <summary>The viewer's money.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class WalletOfViewer
{
    /// <summary>The viewer's money here; everybody has a wallet, and it opens with CLASS_I.</summary>
    public static Task<WalletNode> Wallet(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        WalletNode.OfAsync(db, caller, cancellationToken);
}
