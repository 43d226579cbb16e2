using Graph.Domain.Feed.Retention;
using Graph.Domain.Persistence;
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
    Units units, IEventBus bus, Feeds feeds, IEnumerable<IStateSpread> spreads, LiveSettings live, ILogger<FeedTail> log) : ILog
{
    /// <summary>How often the tail looks again soon after a hint, because the row may still be above the horizon.</summary>
    private const int QuickLooks = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly FeedInterests _interests = new();

    /// <summary>The rows of changed circles above the place that were heeded already.</summary>
    private readonly HashSet<long> _heeded = [];

    private Task<long>? _begun;
    private long _place;

    /// <summary>
    /// The place up to which it is known which streams each row concerns. A stream that registers later reads these rows for itself.
    /// </summary>
    private long _dealt;

    /// <summary>Follows the log for the activities in a viewer's feed.</summary>
    public Task<FeedFollower<Activity>> FollowActivitiesAsync(UserId viewer, CancellationToken cancellationToken) =>
        FollowAsync(new FeedFollower<Activity>(this, viewer, bus.Listen(FeedTopics.CircleOf(viewer))), cancellationToken);

    /// <summary>Follows the log for a viewer's notifications.</summary>
    public Task<FeedFollower<Notification>> FollowNotificationsAsync(UserId viewer, CancellationToken cancellationToken) =>
        FollowAsync(new FeedFollower<Notification>(this, viewer, bus.Listen(FeedTopics.CircleOf(viewer))), cancellationToken);

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
                await ReadCircleAsync(feed);
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

    /// <summary>How many streams of a user listen.</summary>
    public int CountOf(UserId user)
    {
        lock (_gate)
        {
            return _interests.CountOf(user);
        }
    }

    internal void Remove(LogFollower follower)
    {
        lock (_gate)
        {
            _interests.Remove(follower);
        }
    }

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

    private async Task RunAsync(TaskCompletionSource<long> begun)
    {
        try
        {
            using var hints = bus.Listen(FeedTopics.Log, FeedTopics.LogElsewhere);
            var place = await units.ReadAsync(db => db.HorizonAsync(CancellationToken.None));
            lock (_gate)
            {
                _place = _dealt = place;
            }

            begun.SetResult(place);
            var quick = 0;
            while (!IsDone())
            {
                var isHint = await hints.WaitAsync(quick > 0 ? Soon : live.LookEvery, CancellationToken.None);
                quick = await AdvanceAsync() ? 0 : isHint ? QuickLooks : Math.Max(0, quick - 1);
            }
        }
        catch (Exception fault)
        {
            LogFault(fault);
            IReadOnlyList<LogFollower> followers;
            lock (_gate)
            {
                followers = _interests.All;
                _begun = null;
            }

            begun.TrySetException(fault);
            foreach (var follower in followers)
            {
                follower.Break(fault);
            }
        }
    }

    /// <summary>Stops reading when nobody listens any more.</summary>
    private bool IsDone()
    {
        lock (_gate)
        {
            if (_interests.Count > 0)
            {
                return false;
            }

            _begun = null;
            return true;
        }
    }

    /// <summary>Hands out the rows below the horizon. Returns whether there were any.</summary>
    private async Task<bool> AdvanceAsync()
    {
        var found = false;
        while (true)
        {
            var page = await units.ReadAsync(db => LogPage.ReadAsync(db, _place));
            await HeedCirclesAsync(page);
            await RingStatesAsync(page);
            if (Deal(page) is { Count: > 0 } dealt)
            {
                await Dealt.TellAsync(units, dealt);
            }

            lock (_gate)
            {
                _place = Math.Max(_place, page.Place);
            }

            found |= page.Rows.Count > 0;
            if (!page.IsFull)
            {
                return found;
            }
        }
    }

    /// <summary>Says which streams each row of activities and notifications may concern, at one moment.</summary>
    private List<Dealt> Deal(LogPage page)
    {
        lock (_gate)
        {
            _dealt = Math.Max(_dealt, page.Place);
            return
            [
                .. from row in page.Rows
                   let concerned = _interests.ConcernedBy(row)
                   where concerned.Count > 0
                   select new Dealt(row, [.. concerned]),
            ];
        }
    }

    [LoggerMessage(LogLevel.Warning, "The log of live events could not be read; its streams break, and their clients come back")]
    private partial void LogFault(Exception fault);
}
