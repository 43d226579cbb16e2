using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>
/// Which streams a row of the log may concern: by recipient, by actor, and by the source on whose behalf the actor acted.
/// It may hold too much, because each stream asks the database what its viewer may see. It never holds too little, because
/// a stream that is not woken does not ask.
/// </summary>
internal sealed class FeedInterests
{
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byRecipient = [];
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byActor = [];
    private readonly Dictionary<SourceId, HashSet<FeedFollower>> _bySource = [];
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byViewer = [];

    public int Count { get; private set; }

    /// <summary>The streams of activities of a user, whose circle has to be read anew when it changed.</summary>
    public IReadOnlyList<FeedFollower> OfViewer(UserId viewer) => [.. _byViewer.GetValueOrDefault(viewer) ?? []];

    public IReadOnlyList<FeedFollower> All =>
        [.. _byRecipient.Values.SelectMany(followers => followers), .. _byViewer.Values.SelectMany(followers => followers)];

    public int CountOf(UserId user) => (_byRecipient.GetValueOrDefault(user)?.Count ?? 0) + (_byViewer.GetValueOrDefault(user)?.Count ?? 0);

    public void Add(FeedFollower follower)
    {
        Put(follower.WantsActivities ? _byViewer : _byRecipient, follower.Viewer, follower);
        Count++;
    }

    public void Remove(FeedFollower follower)
    {
        if (Take(follower.WantsActivities ? _byViewer : _byRecipient, follower.Viewer, follower))
        {
            SetCircle(follower, Circle.Empty);
            Count--;
        }
    }

    /// <summary>Sets whose activities may concern a stream.</summary>
    public void SetCircle(FeedFollower follower, Circle circle)
    {
        foreach (var actor in follower.Circle.Actors.Except(circle.Actors))
        {
            Take(_byActor, actor, follower);
        }

        foreach (var source in follower.Circle.Sources.Except(circle.Sources))
        {
            Take(_bySource, source, follower);
        }

        foreach (var actor in circle.Actors)
        {
            Put(_byActor, actor, follower);
        }

        foreach (var source in circle.Sources)
        {
            Put(_bySource, source, follower);
        }

        follower.Circle = circle;
    }

    /// <summary>The streams that a row may concern.</summary>
    public IEnumerable<FeedFollower> ConcernedBy(LogRow row) => row switch
    {
        { RecipientId: { } recipient } => _byRecipient.GetValueOrDefault(recipient) ?? [],
        { SourceId: { } source } => _bySource.GetValueOrDefault(source) ?? [],
        { ActorId: { } actor } => _byActor.GetValueOrDefault(actor) ?? [],
        _ => [],
    };

    private static void Put<TKey>(Dictionary<TKey, HashSet<FeedFollower>> map, TKey key, FeedFollower follower)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out var followers))
        {
            map[key] = followers = [];
        }

        followers.Add(follower);
    }

    private static bool Take<TKey>(Dictionary<TKey, HashSet<FeedFollower>> map, TKey key, FeedFollower follower)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out var followers) || !followers.Remove(follower))
        {
            return false;
        }

        if (followers.Count == 0)
        {
            map.Remove(key);
        }

        return true;
    }
}

/// <summary>The people and the sources whose activities reach a user's feed.</summary>
internal sealed record Circle(IReadOnlyCollection<UserId> Actors, IReadOnlyCollection<SourceId> Sources)
{
    public static Circle Empty { get; } = new([], []);
}

/// <summary>What the tail reads of a row of the log.</summary>
internal sealed class LogRow
{
    public required long Sequence { get; init; }

    public required UserId? ActorId { get; init; }

    public required SourceId? SourceId { get; init; }

    public required UserId? RecipientId { get; init; }

    public required UserId? CircleOfId { get; init; }
}
