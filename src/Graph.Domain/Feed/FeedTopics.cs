using Graph.Domain.Shared;

namespace Graph.Domain.Feed;

/// <summary>What live readers of feeds can listen to, beside their own person.</summary>
public static class FeedTopics
{
    /// <summary>A new line became visible in feeds.</summary>
    public static Topic Activity { get; } = new("activity", Guid.Empty);
}
