using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Domain.Persistence;

namespace Graph.Api.Users;

// The viewer's money.
public sealed partial class ViewerNode
{
    /// <summary>The viewer's money here; everybody has a wallet, and it opens with CLASS_I.</summary>
    public Task<WalletNode> Wallet(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        WalletNode.OfAsync(db, caller, cancellationToken);
}
