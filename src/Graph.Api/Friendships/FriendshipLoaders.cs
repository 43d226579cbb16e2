using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Friendships;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>Loads the viewer's relations to people, by their IDs. Each batch is one database command.</summary>
public sealed class FriendshipLoaders(GraphDb db, Caller caller, TimeProvider clock, LoaderMemory memory)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FriendRequestId> Ids), FriendRequest> VisibleRequests = new((db, of) =>
        db.Set<FriendRequest>().Where(r => of.Ids.Contains(r.Id)).Where(FriendRequest.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FriendshipId> Ids), Friendship> OwnFriendships = new((db, of) =>
        db.Set<Friendship>().Where(f => of.Ids.Contains(f.Id) && f.OwnerId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), Friendship> OfViewer = new((db, of) =>
        db.Set<Friendship>().Where(f => f.OwnerId == of.Viewer && of.Ids.Contains(f.FriendId)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), Friendship> ToViewer = new((db, of) =>
        db.Set<Friendship>().Where(f => f.FriendId == of.Viewer && of.Ids.Contains(f.OwnerId)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), Shared> Mutual = new((db, of) =>
        from theirs in db.Set<Friendship>()
        where of.Ids.Contains(theirs.OwnerId)
            && db.Set<Friendship>().Any(mine => mine.OwnerId == of.Viewer && mine.FriendId == theirs.FriendId)
            && db.Set<User>().Any(mutual => mutual.Id == theirs.FriendId && mutual.FriendsSeeFriends)
            && !db.Set<Block>().Any(b => b.OwnerId == of.Viewer && b.OtherId == theirs.OwnerId)
        group theirs by theirs.OwnerId into shared
        select new Shared { Id = shared.Key, Count = shared.Count() });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), Block> Blocks = new((db, of) =>
        db.Set<Block>().Where(b => b.OwnerId == of.Viewer && of.Ids.Contains(b.OtherId)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids, DateTime Now), FriendRequest> Asked = new((db, of) =>
        db.Set<FriendRequest>().Where(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > of.Now
            && ((r.FromId == of.Viewer && of.Ids.Contains(r.ToId)) || (r.ToId == of.Viewer && of.Ids.Contains(r.FromId)))));

    /// <summary>The viewer's side of the friendship with each person; null for people who are not friends.</summary>
    public BatchLoader<UserId, Friendship?> Mine => field ??= new(memory, async (ids, cancellationToken) =>
        await OfViewer.DictionaryAsync(db, (caller.Viewer, ids), f => f.FriendId, f => (Friendship?)f, cancellationToken), null);

    /// <summary>The other person's side of the friendship. It says what that person shows to the viewer.</summary>
    public BatchLoader<UserId, Friendship?> Theirs => field ??= new(memory, async (ids, cancellationToken) =>
        await ToViewer.DictionaryAsync(db, (caller.Viewer, ids), f => f.OwnerId, f => (Friendship?)f, cancellationToken), null);

    public BatchLoader<UserId, Relation> Relation => field ??= new(memory, (ids, cancellationToken) =>
        RelationsAsync(db, caller.Viewer, ids, clock.UtcNow(), cancellationToken), Api.Friendships.Relation.None);

    /// <summary>The open friend request between the viewer and each person; null when there is none.</summary>
    public BatchLoader<UserId, FriendRequest?> RequestWith => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Viewer;
        var requests = await Asked.ListAsync(db, (viewer, ids, clock.UtcNow()), cancellationToken);
        var hidden = (await Blocks.ListAsync(db, (viewer, ids), cancellationToken)).Select(block => block.OtherId).ToHashSet();
        return requests
            .Select(request => (Request: request, Other: request.FromId == viewer ? request.ToId : request.FromId))
            .Where(one => !hidden.Contains(one.Other))
            .ToDictionary(one => one.Other, one => (FriendRequest?)one.Request);
    }, null);

    /// <summary>
    /// The number of friends that the viewer has in common with each person. Mutual friends who hide their list of
    /// friends are not counted.
    /// </summary>
    public BatchLoader<UserId, int> MutualCount => field ??= new(memory, async (ids, cancellationToken) =>
        await CountMutualAsync(ids, cancellationToken), 0);

    /// <summary>As <see cref="MutualCount"/>, at once. People without such friends are missing.</summary>
    internal Task<Dictionary<UserId, int>> CountMutualAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken) =>
        Mutual.DictionaryAsync(db, (caller.Viewer, ids), shared => shared.Id, shared => shared.Count, cancellationToken);

    /// <summary>
    /// The number of steps from the viewer to each person, up to a maximum; null beyond the maximum.
    /// </summary>
    public BatchLoader<(UserId Other, int Max), int?> Distance => field ??= new(memory, async (keys, cancellationToken) =>
    {
        var found = await Distances.FromAsync(
            db, caller.Viewer, [.. keys.Select(key => key.Other).Distinct()], keys.Max(key => key.Max), cancellationToken);
        return keys.ToDictionary(
            key => key, key => found.TryGetValue(key.Other, out var distance) && distance <= key.Max ? distance : (int?)null);
    }, null);

    public BatchLoader<FriendRequestId, FriendRequestNode?> Requests => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleRequests.DictionaryAsync(
            db, (caller.Viewer, ids), r => r.Id, r => (FriendRequestNode?)new FriendRequestNode(r), cancellationToken), null);

    public BatchLoader<FriendshipId, FriendshipNode?> Friendships => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnFriendships.DictionaryAsync(
            db, (caller.Viewer, ids), f => f.Id, f => (FriendshipNode?)new FriendshipNode(f), cancellationToken), null);

    private static async Task<IReadOnlyDictionary<UserId, Relation>> RelationsAsync(
        GraphDb db, UserId viewer, IReadOnlyList<UserId> ids, DateTime now, CancellationToken cancellationToken)
    {
        var friends = await OfViewer.ListAsync(db, (viewer, ids), cancellationToken);
        var hidden = await Blocks.ListAsync(db, (viewer, ids), cancellationToken);
        var requests = await Asked.ListAsync(db, (viewer, ids, now), cancellationToken);
        var relations = requests.ToDictionary(
            r => r.FromId == viewer ? r.ToId : r.FromId,
            r => r.FromId == viewer ? Api.Friendships.Relation.RequestSent : Api.Friendships.Relation.RequestReceived);
        foreach (var friend in friends)
        {
            relations[friend.FriendId] = Api.Friendships.Relation.Friend;
        }

        foreach (var block in hidden)
        {
            relations[block.OtherId] = block.ByOwner ? Api.Friendships.Relation.Blocked : Api.Friendships.Relation.None;
        }

        if (ids.Contains(viewer))
        {
            relations[viewer] = Api.Friendships.Relation.Self;
        }

        return relations;
    }

    private sealed class Shared
    {
        public required UserId Id { get; init; }

        public required int Count { get; init; }
    }
}
