using System.Collections.Concurrent;
using Graph.Api.Server.Authorization;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Counts the sockets and event streams on this server: of each user, and of each network for callers without a token.
/// </summary>
public sealed class ConnectionCounter(GraphLimits limits)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, int> _open = [];

    /// <summary>
    /// Counts one more connection of the caller, if the limit allows it. At the limit it waits a moment first, because a
    /// client that has lost a connection may connect again before the server has noticed the loss.
    /// </summary>
    /// <returns>The owner to give back to <see cref="Remove"/>; null when there are too many already.</returns>
    public async Task<string?> TryAddAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (owner, most) = caller.Id is { } user
            ? ($"user {user.Value}", limits.ConnectionsPerUser)
            : ($"network {Network.Of(caller.Origin.Address)}", limits.AnonymousConnections);
        for (var waited = TimeSpan.Zero; !TryAdd(owner, most); waited += Step)
        {
            if (waited >= Patience)
            {
                return null;
            }

            await Task.Delay(Step, cancellationToken);
        }

        return owner;
    }

    private bool TryAdd(string owner, int most)
    {
        if (_open.AddOrUpdate(owner, 1, (_, count) => count + 1) <= most)
        {
            return true;
        }

        Remove(owner);
        return false;
    }

    public void Remove(string owner)
    {
        if (_open.AddOrUpdate(owner, 0, (_, count) => count - 1) <= 0)
        {
            _open.TryRemove(new KeyValuePair<string, int>(owner, 0));
        }
    }
}
