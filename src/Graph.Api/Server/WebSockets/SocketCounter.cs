using System.Collections.Concurrent;
using Graph.Domain.Users;

namespace Graph.Api.Server.WebSockets;

/// <summary>How many sockets each user has on this node.</summary>
public sealed class SocketCounter(GraphLimits limits)
{
    private readonly ConcurrentDictionary<UserId, int> _open = [];

    public bool TryAdd(UserId user)
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
