using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Ledger;

[SubscriptionFields]
public sealed class WalletSubscriptions
{
    /// <summary>
    /// Streams the viewer's wallet: first its current state, then its new state after each change. When several
    /// changes follow each other quickly, states in between may be skipped.
    /// </summary>
    [Authenticated]
    public static IAsyncEnumerable<WalletNode?> Wallet(
        EventStreams streams, Caller caller, GraphContext context, CancellationToken cancellationToken)
    {
        var viewer = caller.Viewer;
        return streams.WatchAsync(
            Topic.WalletOf(viewer),
            async db => new WalletNode(await db.Set<Account>().SingleAsync(a => a.OwnerId == viewer, cancellationToken)),
            context,
            cancellationToken);
    }
}
