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
    private readonly Dictionary<UserId, HashSet<ListeningViewer>> _byActor = [];
    private readonly Dictionary<SourceId, HashSet<ListeningViewer>> _bySource = [];
    private readonly Dictionary<UserId, ListeningViewer> _viewers = [];
    private readonly Dictionary<Topic, HashSet<StateFollower>> _byState = [];
    private readonly Dictionary<string, HashSet<StateFollower>> _byKind = [];

    public int Count => _all.Count;

    public IReadOnlyList<LogFollower> All => [.. _all];

    /// <summary>
    /// A user who listens to activities, whose circle has to be read anew when it changed; null for one who does not.
    /// </summary>
    public ListeningViewer? Viewer(UserId viewer) => _viewers.GetValueOrDefault(viewer);

    /// <summary>The streams of notifications of a user.</summary>
    public IReadOnlyCollection<FeedFollower> OfRecipient(UserId user) => _byRecipient.GetValueOrDefault(user) ?? [];

    public int CountOf(UserId user) =>
        (_byRecipient.GetValueOrDefault(user)?.Count ?? 0) + (_viewers.GetValueOrDefault(user)?.Streams.Count ?? 0);

    /// <summary>How many streams listen to a state.</summary>
    public int CountOf(Topic state) => _byState.GetValueOrDefault(state)?.Count ?? 0;

    /// <summary>Whether somebody listens to states of a kind.</summary>
    public bool HasKind(string kind) => _byKind.ContainsKey(kind);

    public void Add(LogFollower follower)
    {
        _all.Add(follower);
        switch (follower)
        {
            case FeedFollower<Activity> feed:
                if (!_viewers.TryGetValue(feed.Viewer, out var viewer))
                {
                    _viewers[feed.Viewer] = viewer = new ListeningViewer(feed.Viewer);
                }

                viewer.Streams.Add(feed);
                break;
            case FeedFollower feed:
                Put(_byRecipient, feed.Viewer, feed);
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
            case FeedFollower<Activity> feed:
                var viewer = _viewers[feed.Viewer];
                viewer.Streams.Remove(feed);
                if (viewer.Streams.Count == 0)
                {
                    SetCircle(viewer, Circle.Empty);
                    _viewers.Remove(feed.Viewer);
                }

                break;
            case FeedFollower feed:
                Take(_byRecipient, feed.Viewer, feed);
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

    /// <summary>
    /// Forgets all circles, so that later streams read them anew. While nobody read the log, changes of circles went unnoticed.
    /// </summary>
    public void DoubtCircles()
    {
        foreach (var viewer in _viewers.Values)
        {
            viewer.FirstRead = null;
        }
    }

    /// <summary>Sets whose activities may concern a viewer who still listens.</summary>
    public void SetCircle(ListeningViewer viewer, Circle circle)
    {
        if (_viewers.GetValueOrDefault(viewer.Id) != viewer)
        {
            return;
        }

        foreach (var actor in viewer.Circle.Actors.Except(circle.Actors))
        {
            Take(_byActor, actor, viewer);
        }

        foreach (var source in viewer.Circle.Sources.Except(circle.Sources))
        {
            Take(_bySource, source, viewer);
        }

        foreach (var actor in circle.Actors)
        {
            Put(_byActor, actor, viewer);
        }

        foreach (var source in circle.Sources)
        {
            Put(_bySource, source, viewer);
        }

        viewer.Circle = circle;
    }

    /// <summary>The streams that a row may concern.</summary>
    public IReadOnlyCollection<FeedFollower> ConcernedBy(LogRow row) => row switch
    {
        { RecipientId: { } recipient } => _byRecipient.GetValueOrDefault(recipient) ?? [],
        { SourceId: { } source } => StreamsOf(_bySource.GetValueOrDefault(source)),
        { ActorId: { } actor } => StreamsOf(_byActor.GetValueOrDefault(actor)),
        _ => [],
    };

    /// <summary>The streams that a changed state concerns.</summary>
    public IReadOnlyCollection<StateFollower> ConcernedBy(Topic state) => _byState.GetValueOrDefault(state) ?? [];

    private static IReadOnlyCollection<FeedFollower> StreamsOf(HashSet<ListeningViewer>? viewers) =>
        viewers is null ? [] : [.. viewers.SelectMany(viewer => viewer.Streams)];

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

/// <summary>
/// A user with at least one stream of activities. All of these streams share what is known of the user's circle.
/// </summary>
internal sealed class ListeningViewer(UserId id)
{
    public UserId Id => id;

    public HashSet<FeedFollower<Activity>> Streams { get; } = [];

    /// <summary>
    /// The people and sources whose activities may concern the viewer. <see cref="FeedInterests"/> sets it.
    /// </summary>
    public Circle Circle { get; set; } = Circle.Empty;

    /// <summary>The first reading of the circle; null when it was not begun, or failed.</summary>
    public Task? FirstRead { get; set; }

    /// <summary>How many times the circle was asked for, and which of these answers is set.</summary>
    public (int Asked, int Set) CircleReads { get; set; }
}

/// <summary>The people and the sources whose activities reach a user's feed.</summary>
internal sealed record Circle(IReadOnlyCollection<UserId> Actors, IReadOnlyCollection<SourceId> Sources)
{
    public static Circle Empty { get; } = new([], []);
}
