using Graph.Domain.Shared;

namespace Graph.Domain.Feed;

/// <summary>What readers of the log can listen to.</summary>
public static class FeedTopics
{
    /// <summary>There are new rows in the log.</summary>
    public static Topic Log { get; } = new("log", Guid.Empty);
}
