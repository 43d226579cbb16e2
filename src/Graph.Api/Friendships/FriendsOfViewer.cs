using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>The direction of a friend request, seen from the viewer.</summary>
public enum FriendRequestDirection
{
    /// <summary>Requests that the viewer sent.</summary>
    Sent,

    /// <summary>Requests that the viewer received.</summary>
    Received,
}

/// <summary>The fields of the viewer that concern friendships.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class FriendsOfViewer
{
    /// <summary>
    /// The latest request first. The other person's handle makes the order unambiguous, because at most one request is
    /// open between two people.
    /// </summary>
    private static readonly Keyset<RequestRow> LatestReceived = Latest("friend requests received");

    private static readonly Keyset<RequestRow> LatestSent = Latest("friend requests sent");

    private static Keyset<RequestRow> Latest(string list) =>
        new Keyset<RequestRow>(list).By(row => row.Request.SentAt, descending: true).By(row => row.Other);

    private static readonly Keyset<Suggestion> MostShared =
        new Keyset<Suggestion>("suggested friends").By(row => row.MutualFriendCount, descending: true)
            .By(row => row.User.SortName).By(row => row.User.Handle);

    private static readonly Keyset<User> Blocked = new Keyset<User>("blocked users").By(u => u.SortName).By(u => u.Handle);

    private sealed class RequestRow
    {
        public required FriendRequest Request { get; init; }

        public required string Other { get; init; }
    }

    /// <summary>The viewer's friends. The latest friendship comes first, unless `order` says otherwise.</summary>
    /// <param name="where">A filter. All friends match when it is left out.</param>
    /// <param name="order">The order of the list, the most important item first.</param>
    public static async Task<FriendConnection> Friends(
        ViewerNode viewer,
        GraphDb db,
        FriendFilterInput? where,
        IReadOnlyList<FriendSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var keyset = FriendRow.Order(order);
        var isByCloseness = order?.Any(item => item.Closeness is not null) == true;
        var friends = isByCloseness ? FriendRow.WithCloseness(db, viewer.UserId) : FriendRow.Of(db, viewer.UserId);
        var rows = await keyset.PageAsync(
            friends.Where(Filter<FriendRow>.Of(where, FriendRow.Declare)), page, row => row, cancellationToken);
        return new FriendConnection(
            [.. rows.Edges.Select(edge => new FriendEdge(edge.Cursor, edge.Node.User, edge.Node.Friendship))],
            rows.PageInfo) { Count = rows.Count };
    }

    /// <summary>
    /// People whom the viewer may know, because they are friends of friends. People with the most friends in common
    /// come first.
    /// </summary>
    public static Task<Connection<FriendSuggestionNode>> SuggestedFriends(
        ViewerNode viewer, GraphDb db, TimeProvider clock, PageArguments page, CancellationToken cancellationToken) =>
        MostShared.PageAsync(
            Suggestion.For(db, viewer.UserId, clock.UtcNow()), page, row => new FriendSuggestionNode(row), cancellationToken);

    /// <summary>The people whom the viewer has blocked, in the order of their names.</summary>
    public static Task<Connection<UserNode>> BlockedUsers(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Blocked.PageAsync(
            from block in db.Set<Block>()
            join other in db.Set<User>() on block.OtherId equals other.Id
            where block.OwnerId == viewer.UserId && block.ByOwner
            select other,
            page,
            blocked => new UserNode(blocked),
            cancellationToken);

    /// <summary>The viewer's open friend requests, the latest first.</summary>
    /// <param name="direction">
    /// Whether to list the requests that the viewer sent, or those that the viewer received.
    /// </param>
    public static Task<Connection<FriendRequestNode>> FriendRequests(
        ViewerNode viewer,
        GraphDb db,
        TimeProvider clock,
        PageArguments page,
        CancellationToken cancellationToken,
        FriendRequestDirection direction = FriendRequestDirection.Received)
    {
        var now = clock.UtcNow();
        var open = db.Set<FriendRequest>()
            .Where(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now)
            .Where(FriendRequest.VisibleTo(viewer.UserId, db));
        var rows = direction == FriendRequestDirection.Sent
            ? from request in open
              join other in db.Set<User>() on request.ToId equals other.Id
              where request.FromId == viewer.UserId
              select new RequestRow { Request = request, Other = other.Handle }
            : from request in open
              join other in db.Set<User>() on request.FromId equals other.Id
              where request.ToId == viewer.UserId
              select new RequestRow { Request = request, Other = other.Handle };
        var order = direction == FriendRequestDirection.Sent ? LatestSent : LatestReceived;
        return order.PageAsync(rows, page, row => new FriendRequestNode(row.Request), cancellationToken);
    }
}
