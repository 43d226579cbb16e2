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
public sealed partial class FeedTail(Units units, IEventBus bus, Feeds feeds, ILogger<FeedTail> log)
{
    private const int PageSize = 500;

    /// <summary>How often the tail looks again soon after a hint, because the row may still be above the horizon.</summary>
    private const int QuickLooks = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly FeedInterests _interests = new();
    private Task<long>? _begun;
    private long _place;

    /// <summary>Follows the log for a viewer's notifications, or for the activities in the viewer's feed.</summary>
    public async Task<ILogFollower> FollowAsync(UserId viewer, bool wantsActivities, CancellationToken cancellationToken)
    {
        var follower = new FeedFollower(this, viewer, wantsActivities);
        try
        {
            // It is registered before its circle is read, so that a change of the circle in between is not missed.
            await BeginAsync(follower).WaitAsync(cancellationToken);
            if (wantsActivities)
            {
                await ReadCircleAsync(follower);
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

    internal void Remove(FeedFollower follower)
    {
        lock (_gate)
        {
            _interests.Remove(follower);
        }
    }

    private Task<long> BeginAsync(FeedFollower follower)
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
            IReadOnlyList<FeedFollower> followers;
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
            var (rows, newest) = await units.ReadAsync(async db =>
            {
                var horizon = await db.HorizonAsync(CancellationToken.None);
                return (horizon > _place ? await RowsAsync(db, _place, horizon) : [], horizon);
            });
            foreach (var row in rows)
            {
                await HandOutAsync(row);
            }

            found |= rows.Count > 0;
            lock (_gate)
            {
                _place = rows.Count == PageSize ? rows[^1].Sequence : Math.Max(_place, newest);
            }

            if (rows.Count < PageSize)
            {
                return found;
            }
        }
    }

    private static Task<List<LogRow>> RowsAsync(GraphDb db, long after, long upTo) => db.Set<FeedEvent>()
        .Where(e => e.Sequence > after && e.Sequence <= upTo)
        .OrderBy(e => e.Sequence)
        .Take(PageSize)
        .Select(e => new LogRow
        {
            Sequence = e.Sequence,
            ActorId = e.ActorId,
            SourceId = e.SourceId,
            RecipientId = e.RecipientId,
            CircleOfId = e.CircleOfId,
        })
        .ToListAsync();

    private async Task HandOutAsync(LogRow row)
    {
        if (row.CircleOfId is { } user)
        {
            IReadOnlyList<FeedFollower> followers;
            lock (_gate)
            {
                followers = _interests.OfViewer(user);
            }

            // The circle is read anew: rows may stand in another order than that in which the circle changed.
            foreach (var follower in followers)
            {
                await ReadCircleAsync(follower);
            }

            return;
        }

        lock (_gate)
        {
            foreach (var follower in _interests.ConcernedBy(row))
            {
                follower.Ring(row.Sequence);
            }
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
