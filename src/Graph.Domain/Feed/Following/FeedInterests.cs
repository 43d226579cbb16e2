using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>
/// Which streams a row of the log may concern: by recipient, by actor, by the source on whose behalf the actor acted, and by
/// the state that changed. It may hold too much, because each stream asks the database what its viewer may see. It never
/// holds too little, because a stream that is not woken does not ask.
/// </summary>
internal sealed class FeedInterests
{
    private readonly HashSet<LogFollower> _all = [];
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byRecipient = [];
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byActor = [];
    private readonly Dictionary<SourceId, HashSet<FeedFollower>> _bySource = [];
    private readonly Dictionary<UserId, HashSet<FeedFollower>> _byViewer = [];
    private readonly Dictionary<Topic, HashSet<StateFollower>> _byState = [];
    private readonly Dictionary<string, HashSet<StateFollower>> _byKind = [];

    public int Count => _all.Count;

    public IReadOnlyList<LogFollower> All => [.. _all];

    /// <summary>The streams of activities of a user, whose circle has to be read anew when it changed.</summary>
    public IReadOnlyList<FeedFollower> OfViewer(UserId viewer) => [.. _byViewer.GetValueOrDefault(viewer) ?? []];

    /// <summary>The streams of notifications of a user.</summary>
    public IReadOnlyCollection<FeedFollower> OfRecipient(UserId user) => _byRecipient.GetValueOrDefault(user) ?? [];

    public int CountOf(UserId user) => (_byRecipient.GetValueOrDefault(user)?.Count ?? 0) + (_byViewer.GetValueOrDefault(user)?.Count ?? 0);

    /// <summary>Whether somebody listens to states of a kind.</summary>
    public bool HasKind(string kind) => _byKind.ContainsKey(kind);

    public void Add(LogFollower follower)
    {
        _all.Add(follower);
        switch (follower)
        {
            case FeedFollower feed:
                Put(feed is FeedFollower<Activity> ? _byViewer : _byRecipient, feed.Viewer, feed);
                break;
            case StateFollower states:
                foreach (var state in states.States)
                {
                    Put(_byState, state, states);
                    Put(_byKind, state.Kind, states);
                }

                break;
        }
    }

    public void Remove(LogFollower follower)
    {
        if (!_all.Remove(follower))
        {
            return;
        }

        switch (follower)
        {
            case FeedFollower feed:
                Take(feed is FeedFollower<Activity> ? _byViewer : _byRecipient, feed.Viewer, feed);
                SetCircle(feed, Circle.Empty);
                break;
            case StateFollower states:
                foreach (var state in states.States)
                {
                    Take(_byState, state, states);
                    Take(_byKind, state.Kind, states);
                }

                break;
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
    public IReadOnlyCollection<FeedFollower> ConcernedBy(LogRow row) => row switch
    {
        { RecipientId: { } recipient } => _byRecipient.GetValueOrDefault(recipient) ?? [],
        { SourceId: { } source } => _bySource.GetValueOrDefault(source) ?? [],
        { ActorId: { } actor } => _byActor.GetValueOrDefault(actor) ?? [],
        _ => [],
    };

    /// <summary>The streams that a changed state concerns.</summary>
    public IReadOnlyCollection<StateFollower> ConcernedBy(Topic state) => _byState.GetValueOrDefault(state) ?? [];

    private static void Put<TKey, TFollower>(Dictionary<TKey, HashSet<TFollower>> map, TKey key, TFollower follower)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out var followers))
        {
            map[key] = followers = [];
        }

        followers.Add(follower);
    }

    private static void Take<TKey, TFollower>(Dictionary<TKey, HashSet<TFollower>> map, TKey key, TFollower follower)
        where TKey : notnull
    {
        if (map.TryGetValue(key, out var followers) && followers.Remove(follower) && followers.Count == 0)
        {
            map.Remove(key);
        }
    }
}

/// <summary>The people and the sources whose activities reach a user's feed.</summary>
internal sealed record Circle(IReadOnlyCollection<UserId> Actors, IReadOnlyCollection<SourceId> Sources)
{
    public static Circle Empty { get; } = new([], []);
}
