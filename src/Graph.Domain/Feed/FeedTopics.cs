using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>What readers of the log can listen to.</summary>
public static class FeedTopics
{
    /// <summary>This node wrote new rows to the log.</summary>
    public static Topic Log { get; } = new("log", Guid.Empty);

    /// <summary>Another node wrote new rows to the log.</summary>
    public static Topic LogElsewhere { get; } = new("log elsewhere", Guid.Empty);

    /// <summary>The friends of a user, or the sources that the user follows, changed on this node.</summary>
    public static Topic CircleOf(UserId user) => new("circle", user.Value);
}
