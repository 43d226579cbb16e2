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
    private static readonly KeptList<(UserId Viewer, DateTime Now), RequestRow> LatestReceived = new(
        Latest("friend requests received"), (db, of) =>
            from request in OpenRequests(db, of.Viewer, of.Now)
            join other in db.Set<User>() on request.FromId equals other.Id
            where request.ToId == of.Viewer
            select new RequestRow { Request = request, Other = other.Handle });

    private static readonly KeptList<(UserId Viewer, DateTime Now), RequestRow> LatestSent = new(
        Latest("friend requests sent"), (db, of) =>
            from request in OpenRequests(db, of.Viewer, of.Now)
            join other in db.Set<User>() on request.ToId equals other.Id
            where request.FromId == of.Viewer
            select new RequestRow { Request = request, Other = other.Handle });

    /// <summary>The order tells nothing of the present name, as the order of names would.</summary>
    private static readonly KeptList<UserId, BlockRow> Blocked = new(
        new Keyset<BlockRow>("blocked users").By(row => row.Block.Since, descending: true).By(row => row.Other.Handle), (db, viewer) =>
            from block in db.Set<Block>()
            join other in db.Set<User>() on block.OtherId equals other.Id
            where block.OwnerId == viewer && block.ByOwner
            select new BlockRow { Block = block, Other = UserProfile.Of(other) });

    private static Keyset<RequestRow> Latest(string list) =>
        new Keyset<RequestRow>(list).By(row => row.Request.SentAt, descending: true).By(row => row.Other);

    private static IQueryable<FriendRequest> OpenRequests(GraphDb db, UserId viewer, DateTime now) => db.Set<FriendRequest>()
        .Where(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now)
        .Where(FriendRequest.VisibleTo(viewer, db));

    private sealed class RequestRow
    {
        public required FriendRequest Request { get; init; }

        public required string Other { get; init; }
    }

    private sealed class BlockRow
    {
        public required Block Block { get; init; }

        public required UserProfile Other { get; init; }
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
        var spellings = where?.AsksForTag == true ? await FriendRow.SpellingsAsync(db, viewer.UserId, cancellationToken) : null;
        var filter = where is null ? null : Filter<FriendRow>.Of(where, FriendRow.Declare(spellings));
        return new FriendConnection(
            await FriendRow.Order(order).PageAsync(db, viewer.UserId, page, row => row, cancellationToken, filter));
    }

    /// <summary>
    /// People whom the viewer may know, because they are friends of friends. People with the most friends in common
    /// come first. If the viewer's friends have more than 50,000 friendships, only a part of them is looked at.
    /// </summary>
    public static Task<Connection<FriendSuggestionNode>> SuggestedFriends(
        ViewerNode viewer, GraphDb db, FriendshipLoaders friendships, TimeProvider clock, PageArguments page, CancellationToken cancellationToken) =>
        SuggestionList.PageAsync(db, friendships, viewer.UserId, clock.UtcNow(), page, cancellationToken);

    /// <summary>
    /// The people whom the viewer has blocked, the latest first, by the names that they had when the block was made. Nothing shows that
    /// they changed later.
    /// </summary>
    public static Task<Connection<UserNode>> BlockedUsers(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Blocked.PageAsync(db, viewer.UserId, page, row => new UserNode(row.Other, row.Block.OtherName), cancellationToken);

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
        var list = direction == FriendRequestDirection.Sent ? LatestSent : LatestReceived;
        return list.PageAsync(
            db, (viewer.UserId, clock.UtcNow()), page, row => new FriendRequestNode(row.Request), cancellationToken);
    }
}
