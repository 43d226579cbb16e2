namespace Graph.Domain.Posts;

/// <summary>How often a user may write and report.</summary>
public sealed class PostLimits
{
    public int PostsPerHour { get; set; } = 30;

    public int CommentsPerMinute { get; set; } = 20;

    public int ReportsPerDay { get; set; } = 50;
}
