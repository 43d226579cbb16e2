using System.Collections.Concurrent;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Server.WebSockets;

/// <summary>Counts the sockets of each user on this server.</summary>
public sealed class SocketCounter(GraphLimits limits)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<UserId, int> _open = [];

    /// <summary>
    /// Counts one more socket, if the limit allows it. At the limit it waits a moment first, because a client that has
    /// lost a connection may connect again before the server has noticed the loss.
    /// </summary>
    public async Task<bool> TryAddAsync(UserId user, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; !TryAdd(user); waited += Step)
        {
            if (waited >= Patience)
            {
                return false;
            }

            await Task.Delay(Step, cancellationToken);
        }

        return true;
    }

    private bool TryAdd(UserId user)
    {
        if (_open.AddOrUpdate(user, 1, (_, count) => count + 1) <= limits.ConnectionsPerUser)
        {
            return true;
        }

        Remove(user);
        return false;
    }

    public void Remove(UserId user)
    {
        if (_open.AddOrUpdate(user, 0, (_, count) => count - 1) <= 0)
        {
            _open.TryRemove(new KeyValuePair<UserId, int>(user, 0));
        }
    }
}
