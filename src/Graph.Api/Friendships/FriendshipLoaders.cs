using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>Loads the viewer's relations to people, by their IDs. Each batch is one database command.</summary>
public sealed class FriendshipLoaders(GraphDb db, Caller caller, TimeProvider clock, LoaderMemory memory)
{
    /// <summary>The viewer's side of the friendship with each person; null for people who are not friends.</summary>
    public BatchLoader<UserId, Friendship?> Mine { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Friendship>()
            .Where(f => f.OwnerId == caller.Viewer && ids.Contains(f.FriendId))
            .ToDictionaryAsync(f => f.FriendId, f => (Friendship?)f, cancellationToken), null);

    /// <summary>The other person's side of the friendship. It says what that person shows to the viewer.</summary>
    public BatchLoader<UserId, Friendship?> Theirs { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Friendship>()
            .Where(f => f.FriendId == caller.Viewer && ids.Contains(f.OwnerId))
            .ToDictionaryAsync(f => f.OwnerId, f => (Friendship?)f, cancellationToken), null);

    public BatchLoader<UserId, Relation> Relation { get; } = new(memory, (ids, cancellationToken) =>
        RelationsAsync(db, caller.Viewer, ids, clock.UtcNow(), cancellationToken), Api.Friendships.Relation.None);

    /// <summary>
    /// The number of friends that the viewer has in common with each person. Mutual friends who hide their list of
    /// friends are not counted.
    /// </summary>
    public BatchLoader<UserId, int> MutualCount { get; } = new(memory, async (ids, cancellationToken) => await (
            from theirs in db.Set<Friendship>()
            where ids.Contains(theirs.OwnerId)
                && db.Set<Friendship>().Any(mine => mine.OwnerId == caller.Viewer && mine.FriendId == theirs.FriendId)
                && db.Set<User>().Any(mutual => mutual.Id == theirs.FriendId && mutual.FriendsSeeFriends)
                && !db.Set<Block>().Any(b => b.OwnerId == caller.Viewer && b.OtherId == theirs.OwnerId)
            group theirs by theirs.OwnerId into shared
            select new { Id = shared.Key, Count = shared.Count() })
        .ToDictionaryAsync(shared => shared.Id, shared => shared.Count, cancellationToken), 0);

    /// <summary>
    /// The number of steps from the viewer to each person, up to a maximum; null beyond the maximum.
    /// </summary>
    public BatchLoader<(UserId Other, int Max), int?> Distance { get; } = new(memory, async (keys, cancellationToken) =>
    {
        var found = await Distances.FromAsync(
            db, caller.Viewer, [.. keys.Select(key => key.Other).Distinct()], keys.Max(key => key.Max), cancellationToken);
        return keys.ToDictionary(
            key => key, key => found.TryGetValue(key.Other, out var distance) && distance <= key.Max ? distance : (int?)null);
    }, null);

    public BatchLoader<FriendRequestId, FriendRequestNode?> Requests { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<FriendRequest>()
            .Where(r => ids.Contains(r.Id))
            .Where(FriendRequest.VisibleTo(caller.Viewer, db))
            .ToDictionaryAsync(r => r.Id, r => (FriendRequestNode?)new FriendRequestNode(r), cancellationToken), null);

    public BatchLoader<FriendshipId, FriendshipNode?> Friendships { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Friendship>()
            .Where(f => ids.Contains(f.Id) && f.OwnerId == caller.Viewer)
            .ToDictionaryAsync(f => f.Id, f => (FriendshipNode?)new FriendshipNode(f), cancellationToken), null);

    private static async Task<IReadOnlyDictionary<UserId, Relation>> RelationsAsync(
        GraphDb db, UserId viewer, IReadOnlyList<UserId> ids, DateTime now, CancellationToken cancellationToken)
    {
        var friends = await db.Set<Friendship>()
            .Where(f => f.OwnerId == viewer && ids.Contains(f.FriendId))
            .Select(f => f.FriendId)
            .ToListAsync(cancellationToken);
        var hidden = await db.Set<Block>()
            .Where(b => b.OwnerId == viewer && ids.Contains(b.OtherId))
            .ToDictionaryAsync(b => b.OtherId, b => b.ByOwner, cancellationToken);
        var requests = await db.Set<FriendRequest>()
            .Where(r => r.Status == FriendRequestStatus.Pending && r.ExpiresAt > now
                && ((r.FromId == viewer && ids.Contains(r.ToId)) || (r.ToId == viewer && ids.Contains(r.FromId))))
            .Select(r => new { r.FromId, r.ToId })
            .ToListAsync(cancellationToken);
        var relations = requests.ToDictionary(
            r => r.FromId == viewer ? r.ToId : r.FromId,
            r => r.FromId == viewer ? Api.Friendships.Relation.RequestSent : Api.Friendships.Relation.RequestReceived);
        foreach (var friend in friends)
        {
            relations[friend] = Api.Friendships.Relation.Friend;
        }

        foreach (var (other, byViewer) in hidden)
        {
            relations[other] = byViewer ? Api.Friendships.Relation.Blocked : Api.Friendships.Relation.None;
        }

        if (ids.Contains(viewer))
        {
            relations[viewer] = Api.Friendships.Relation.Self;
        }

        return relations;
    }
}
