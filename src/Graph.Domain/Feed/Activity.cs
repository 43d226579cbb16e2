using System.Linq.Expressions;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

public readonly record struct ActivityId(Guid Value) : ITypedId<ActivityId>
{
    public static ActivityId From(Guid value) => new(value);
}

/// <summary>What kind of line of the feed this is.</summary>
public enum ActivityKind
{
    /// <summary>Somebody posted.</summary>
    Posted,

    /// <summary>Somebody paid somebody.</summary>
    Paid,

    /// <summary>Two people became friends.</summary>
    BecameFriends,

    /// <summary>Somebody bought a deal.</summary>
    BoughtDeal,

    /// <summary>A merchant published a deal.</summary>
    DealPublished,

    /// <summary>A group buy found enough buyers.</summary>
    GroupCompleted,

    /// <summary>Somebody joined a community.</summary>
    JoinedCommunity,

    /// <summary>Somebody invested in a fund.</summary>
    Invested,

    /// <summary>Somebody reached a higher real-name level.</summary>
    LevelReached,
}

/// <summary>A line that friends may see.</summary>
public sealed class Activity : FeedEvent
{
    public required ActivityId ActivityId { get; init; }

    public required ActivityKind Kind { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>The merchant whose act it was; null for acts of people.</summary>
    public MerchantId? MerchantId { get; init; }

    /// <summary>
    /// What the viewer's feed shows: acts of friends and of followed merchants, not one's own. The other side sees whatever
    /// concerns it; third persons see what is public, and, as friends of both sides, what is for friends; of a new friendship
    /// while it lasts, and if the one who made it lets their friends be seen. Decided at read time, so that ending a friendship or a following, or blocking, acts on the past.
    /// </summary>
    public static Expression<Func<Activity, bool>> VisibleTo(UserId viewer, GraphDb db) => activity =>
        activity.ActorId != viewer
        && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == activity.OtherId)
        && (activity.MerchantId != null
            ? db.Set<MerchantFollower>().Any(f => f.MerchantId == activity.MerchantId && f.UserId == viewer)
            : db.Set<Friendship>().Where(f => f.OwnerId == viewer).Select(f => f.FriendId).Contains(activity.ActorId)
                && (activity.Kind != ActivityKind.BecameFriends || activity.OtherId == viewer
                    || (db.Set<Friendship>().Any(f => f.OwnerId == activity.ActorId && f.FriendId == activity.OtherId)
                        && db.Set<User>().Any(u => u.Id == activity.ActorId && u.FriendsSeeFriends)))
                && (activity.OtherId == viewer
                    || activity.Visibility == Visibility.Public
                    || (activity.Visibility == Visibility.Friends
                        && (activity.OtherId == null
                            || db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == activity.OtherId)))));
}
