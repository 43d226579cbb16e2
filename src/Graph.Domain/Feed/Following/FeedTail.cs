using Graph.Domain.Feed.Retention;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed.Following;

/// <summary>
/// The one reader of the log on this node. It follows the log below the horizon, each row once, and wakes only the streams
/// that a row may concern. It reads while at least one stream listens: at each hint, and now and then without one, because
/// a hint can get lost and other nodes give none.
/// </summary>
public sealed partial class FeedTail(
    Units units,
    IEventBus bus,
    Feeds feeds,
    IEnumerable<IStateSpread> spreads,
    LiveSettings live,
    ILogger<FeedTail> log,
    IBroadcaster? broadcaster = null) : ILog
{
    private readonly Lock _gate = new();
    private readonly FeedInterests _interests = new();
    private readonly Waves _waves = new(units, broadcaster, live, log);

    private Task<long>? _begun;
    private long _place;

    private readonly GatheredReads<(UserId Viewer, ActivityId Line), bool> _again = new(Audience.MostViewers, async asked =>
    {
        var audiences = asked.GroupBy(pair => pair.Line, pair => pair.Viewer)
            .Select(group => (group.Key, (IReadOnlyCollection<UserId>)[.. group])).ToList();
        var seen = await units.ReadAsync(db => Audience.SeenAsync(db, audiences));
        return seen.ToDictionary(pair => pair, _ => true);
    });

    /// <summary>
    /// The place up to which it is known which streams each row concerns. A stream that registers later reads these rows for itself.
    /// </summary>
    private long _dealt;

    /// <summary>Follows the log for the activities in a viewer's feed.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="wants">Which of them the stream wants.</param>
    /// <param name="listener">The side of the stream that sends; null when it has to be woken for each activity.</param>
    /// <param name="cancellationToken">Ends the beginning of the stream.</param>
    public Task<FeedFollower<Activity>> FollowActivitiesAsync(
        UserId viewer, Func<Activity, bool>? wants, IListener? listener, CancellationToken cancellationToken) =>
        FollowAsync(
            new FeedFollower<Activity>(this, viewer, ChangesOf(viewer), SeesAsync)
            {
                Wants = wants ?? (_ => true),
                Listener = listener,
            },
            cancellationToken);

    /// <summary>Follows the log for a viewer's notifications.</summary>
    public Task<FeedFollower<Notification>> FollowNotificationsAsync(UserId viewer, CancellationToken cancellationToken) =>
        FollowAsync(new FeedFollower<Notification>(this, viewer, ChangesOf(viewer)), cancellationToken);

    /// <summary>Hints that a viewer's circle changed on this node, or that a session of the viewer ended.</summary>
    private IHints ChangesOf(UserId viewer) => bus.Listen(FeedTopics.CircleOf(viewer), Topic.SessionsOf(viewer));

    /// <inheritdoc />
    public async Task<ILogFollower> FollowAsync(IReadOnlyCollection<Topic> states, CancellationToken cancellationToken) =>
        await FollowAsync(new StateFollower(this, states), cancellationToken);

    /// <inheritdoc />
    public Task<long> RemovedThroughAsync(GraphDb db, CancellationToken cancellationToken) =>
        LogStart.RemovedThroughAsync(db, cancellationToken);

    private async Task<TFollower> FollowAsync<TFollower>(TFollower follower, CancellationToken cancellationToken)
        where TFollower : LogFollower
    {
        try
        {
            // It is registered before its circle is read, so that a change of the circle in between is not missed.
            await BeginAsync(follower).WaitAsync(cancellationToken);
            if (follower is FeedFollower<Activity> feed)
            {
                await KnowCircleAsync(feed).WaitAsync(cancellationToken);
            }

            lock (_gate)
            {
                follower.Start = _dealt;
            }

            return follower;
        }
        catch
        {
            follower.Dispose();
            throw;
        }
    }

    /// <summary>The place up to which all rows were handed out.</summary>
    public long Place
    {
        get
        {
            lock (_gate)
            {
                return _place;
            }
        }
    }

    /// <summary>For how many milliseconds an answer of the database holds.</summary>
    internal long AnswersHold { get; } = (long)live.AnswersHold.TotalMilliseconds;

    /// <summary>How many streams of a user listen.</summary>
    public int CountOf(UserId user)
    {
        lock (_gate)
        {
            return _interests.CountOf(user);
        }
    }

    /// <summary>How many streams listen to a state.</summary>
    public int CountOf(Topic state)
    {
        lock (_gate)
        {
            return _interests.CountOf(state);
        }
    }

    internal void Remove(LogFollower follower)
    {
        lock (_gate)
        {
            _interests.Remove(follower);
        }
    }

    /// <summary>Whether a viewer who listens may still see a line. It asks for all viewers who wait at once.</summary>
    private Task<bool> SeesAsync(UserId viewer, Activity line, CancellationToken cancellationToken) =>
        MayConcern(viewer, line) ? _again.FindAsync((viewer, line.Id), cancellationToken) : Task.FromResult(false);

    /// <summary>Whether a viewer follows the source of a line, if it has one.</summary>
    private bool MayConcern(UserId viewer, Activity line)
    {
        lock (_gate)
        {
            return line.SourceId is not { } source || _interests.Viewer(viewer)?.Circle.Sources.Contains(source) == true;
        }
    }

    /// <summary>Sends a line to a large audience, which was told of it.</summary>
    private void Send(Logged<Activity> line, IReadOnlyList<FeedFollower<Activity>> streams) => _waves.Add(line, streams, MayConcern);

    private Task<long> BeginAsync(LogFollower follower)
    {
        lock (_gate)
        {
            _interests.Add(follower);
            if (_begun is null)
            {
                var begun = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
                _begun = begun.Task;

                // The tail outlives the request that begins it, so it takes nothing of that request along.
                using var _ = ExecutionContext.SuppressFlow();
                Task.Run(() => RunAsync(begun));
            }

            return _begun;
        }
    }
}
