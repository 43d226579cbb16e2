using Graph.Api.Friendships;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Users;

/// <summary>Which of the viewer's friend requests.</summary>
public enum FriendRequestDirection
{
    /// <summary>Those that the viewer sent.</summary>
    Sent,

    /// <summary>Those that wait for the viewer.</summary>
    Received,
}

// The viewer's friends.
public sealed partial class ViewerNode
{
    /// <summary>Between two people one request is open at most, so the other's handle makes the order a whole one.</summary>
    private static readonly Keyset<RequestRow> LatestRequests =
        new Keyset<RequestRow>("friend requests").By(row => row.Request.SentAt, descending: true).By(row => row.Other);

    private sealed class RequestRow
    {
        public required FriendRequest Request { get; init; }

        public required string Other { get; init; }
    }

    /// <summary>The viewer's friends; the latest first, unless `order` says otherwise.</summary>
    /// <param name="where">Which friends.</param>
    /// <param name="order">In which order.</param>
    public async Task<FriendConnection> Friends(
        GraphDb db,
        FriendFilterInput? where,
        IReadOnlyList<FriendSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var keyset = FriendRow.Order(order);
        var isByCloseness = order?.Any(item => item.Closeness is not null) == true;
        var friends = isByCloseness ? FriendRow.WithCloseness(db, user.Id) : FriendRow.Of(db, user.Id);
        var rows = await keyset.PageAsync(
            friends.Where(Filter<FriendRow>.Of(where, FriendRow.Declare)), page, row => row, cancellationToken);
        return new FriendConnection(
            [.. rows.Edges.Select(edge => new FriendEdge(edge.Cursor, edge.Node.User, edge.Node.Friendship))],
            rows.PageInfo) { Count = rows.Count };
    }

    /// <summary>Friend requests that are still open; the latest first.</summary>
    /// <param name="direction">Sent or received.</param>
    public Task<Connection<FriendRequestNode>> FriendRequests(
        GraphDb db,
        TimeProvider clock,
        PageArguments page,
        CancellationToken cancellationToken,
        FriendRequestDirection direction = FriendRequestDirection.Received)
    {
        var now = clock.UtcNow();
        var open = db.FriendRequests.Where(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now);
        var rows = direction == FriendRequestDirection.Sent
            ? from request in open
              join other in db.Users on request.ToId equals other.Id
              where request.FromId == user.Id
              select new RequestRow { Request = request, Other = other.Handle }
            : from request in open
              join other in db.Users on request.FromId equals other.Id
              where request.ToId == user.Id
              select new RequestRow { Request = request, Other = other.Handle };
        return LatestRequests.PageAsync(rows, page, row => new FriendRequestNode(row.Request), cancellationToken);
    }
}
