using Graph.Domain.Feed.Retention;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed;

/// <summary>
/// The one reader of the log on this node. It follows the log below the horizon, each row once, and wakes only the streams
/// that a row may concern. It reads while at least one stream listens: at each hint, and now and then without one, because
/// a hint can get lost and other nodes give none.
/// </summary>
public sealed partial class FeedTail(
    Units units, IEventBus bus, Feeds feeds, IEnumerable<IStateSpread> spreads, ILogger<FeedTail> log) : ILog
{
    /// <summary>How often the tail looks again soon after a hint, because the row may still be above the horizon.</summary>
    private const int QuickLooks = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly FeedInterests _interests = new();

    /// <summary>The rows of changed circles above the place that were heeded already.</summary>
    private readonly HashSet<long> _heeded = [];

    private Task<long>? _begun;
    private long _place;

    /// <summary>Follows the log for a viewer's notifications, or for the activities in the viewer's feed.</summary>
    public Task<ILogFollower> FollowAsync(UserId viewer, bool wantsActivities, CancellationToken cancellationToken) =>
        FollowAsync(new FeedFollower(this, viewer, wantsActivities), cancellationToken);

    /// <inheritdoc />
    public Task<ILogFollower> FollowAsync(IReadOnlyCollection<Topic> states, CancellationToken cancellationToken) =>
        FollowAsync(new StateFollower(this, states), cancellationToken);

    /// <inheritdoc />
    public Task<long> RemovedThroughAsync(GraphDb db, CancellationToken cancellationToken) =>
        LogStart.RemovedThroughAsync(db, cancellationToken);

    private async Task<ILogFollower> FollowAsync(LogFollower follower, CancellationToken cancellationToken)
    {
        try
        {
            // It is registered before its circle is read, so that a change of the circle in between is not missed.
            await BeginAsync(follower).WaitAsync(cancellationToken);
            if (follower is FeedFollower { WantsActivities: true } feed)
            {
                await ReadCircleAsync(feed);
            }

            lock (_gate)
            {
                follower.Start = _place;
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
            using var hints = bus.Listen(FeedTopics.Log);
            var place = await units.ReadAsync(db => db.HorizonAsync(CancellationToken.None));
            lock (_gate)
            {
                _place = place;
            }

            begun.SetResult(place);
            var quick = 0;
            while (!IsDone())
            {
                var asked = Environment.TickCount64;
                await hints.WaitAsync(quick > 0 ? Soon : LookAnyway, CancellationToken.None);
                var isHint = quick == 0 && Environment.TickCount64 - asked < LookAnyway.TotalMilliseconds / 2;
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
            lock (_gate)
            {
                foreach (var row in page.Rows)
                {
                    foreach (var follower in _interests.ConcernedBy(row))
                    {
                        follower.Ring(row.Sequence);
                    }
                }

                _place = Math.Max(_place, page.Place);
            }

            found |= page.Rows.Count > 0;
            if (!page.IsFull)
            {
                return found;
            }
        }
    }

    /// <summary>
    /// Reads changed circles anew: their rows may stand in another order than that in which they changed. Each row is
    /// heeded once, also when it was seen above the horizon first.
    /// </summary>
    private async Task HeedCirclesAsync(LogPage page)
    {
        var changed = page.Circles.Where(row => _heeded.Add(row.Sequence)).Select(row => row.CircleOfId!.Value).ToHashSet();
        _heeded.RemoveWhere(place => place <= page.Place);
        foreach (var user in changed)
        {
            IReadOnlyList<FeedFollower> followers;
            lock (_gate)
            {
                followers = _interests.OfViewer(user);
            }

            foreach (var follower in followers)
            {
                await ReadCircleAsync(follower);
            }
        }
    }

    /// <summary>Wakes those who show a state that changed, once for the whole page.</summary>
    private async Task RingStatesAsync(LogPage page)
    {
        var changed = page.Rows.Where(row => row.Changed is not null).SelectMany(row => ChangedStates.Read(row.Changed!)).ToHashSet();
        foreach (var spread in changed.Count == 0 ? [] : spreads)
        {
            var ids = changed.Where(topic => topic.Kind == spread.From).Select(topic => topic.Id).ToList();
            if (ids.Count > 0 && Listens(spread.To))
            {
                changed.UnionWith(await units.ReadAsync(db => spread.SpreadAsync(db, ids)));
            }
        }

        lock (_gate)
        {
            foreach (var follower in changed.SelectMany(_interests.ConcernedBy))
            {
                follower.Ring(page.Place);
            }
        }
    }

    private bool Listens(string kind)
    {
        lock (_gate)
        {
            return _interests.HasKind(kind);
        }
    }

    /// <summary>
    /// Reads whose activities may concern a stream. Two reads may overlap: the stream's first one, and one after a change.
    /// The one that began later has seen more, so the other one does not replace it.
    /// </summary>
    private async Task ReadCircleAsync(FeedFollower follower)
    {
        int turn;
        lock (_gate)
        {
            turn = follower.CircleReads.Asked + 1;
            follower.CircleReads = follower.CircleReads with { Asked = turn };
        }

        var circle = await units.ReadAsync(async db => new Circle(
            await db.Set<Friendship>().Where(f => f.OwnerId == follower.Viewer).Select(f => f.FriendId).ToListAsync(),
            [.. await feeds.SourcesOfAsync(db, follower.Viewer, CancellationToken.None)]));
        lock (_gate)
        {
            if (turn > follower.CircleReads.Set && _interests.OfViewer(follower.Viewer).Contains(follower))
            {
                follower.CircleReads = follower.CircleReads with { Set = turn };
                _interests.SetCircle(follower, circle);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The log of live events could not be read; its streams break, and their clients come back")]
    private partial void LogFault(Exception fault);
}
