using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>What readers of the log can listen to.</summary>
public static class FeedTopics
{
    /// <summary>There are new rows in the log.</summary>
    public static Topic Log { get; } = new("log", Guid.Empty);

    /// <summary>The friends of a user, or the sources that the user follows, changed on this node.</summary>
    public static Topic CircleOf(UserId user) => new("circle", user.Value);
}
