using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>A stream of one viewer, as the tail knows it. It holds places, not results.</summary>
internal sealed class FeedFollower(FeedTail tail, UserId viewer, bool wantsActivities) : LogFollower(tail)
{
    public UserId Viewer => viewer;

    public bool WantsActivities => wantsActivities;

    /// <summary>The people and sources whose activities may concern the stream. <see cref="FeedInterests"/> sets it.</summary>
    public Circle Circle { get; set; } = Circle.Empty;

    /// <summary>How many times the circle was asked for, and which of these answers is set.</summary>
    public (int Asked, int Set) CircleReads { get; set; }
}
