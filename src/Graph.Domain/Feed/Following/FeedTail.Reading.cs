using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed.Following;

/// <summary>How the tail reads the log and hands out its rows.</summary>
public sealed partial class FeedTail
{
    /// <summary>How often the tail looks again soon after a hint, because the row may still be above the horizon.</summary>
    private const int QuickLooks = 20;

    /// <summary>
    /// The shortest time between two looks above a horizon that does not move. An old transaction can hold it up for long,
    /// and much may stand above it; so a look that takes long is followed by a pause that is many times as long.
    /// </summary>
    private const int LookAheadMilliseconds = 50;
    private const int PausesALook = 10;

    /// <summary>
    /// How soon the tail looks again for rows above the horizon, and the shortest time between two looks. A busy node is told of hundreds of
    /// commits a second, and one look finds what all of them wrote.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    private long _looksAheadAt;

    private async Task RunAsync(TaskCompletionSource<long> begun)
    {
        try
        {
            using var hints = bus.Listen(FeedTopics.Log, FeedTopics.LogElsewhere);
            var (place, isExact) = await units.ReadAsync(async db => (await db.HorizonAsync(CancellationToken.None), db.IsHorizonExact));
            lock (_gate)
            {
                _place = _dealt = place;
            }

            _heeded.Clear();
            begun.SetResult(place);
            var (quick, lookedAt) = (0, 0L);
            while (!IsDone())
            {
                var isHint = await hints.WaitAsync(quick > 0 ? Soon : live.LookEvery, CancellationToken.None);
                if (Soon - Stopwatch.GetElapsedTime(lookedAt) is { Ticks: > 0 } left)
                {
                    await Task.Delay(left);
                }

                lookedAt = Stopwatch.GetTimestamp();
                var (found, isMoreAbove) = await AdvanceOrAgainAsync();
                quick = isMoreAbove || (isHint && !found && !isExact) ? QuickLooks : found ? 0 : Math.Max(0, quick - 1);
            }
        }
        catch (Exception fault)
        {
            LogFault(fault);
            IReadOnlyList<LogFollower> followers;
            lock (_gate)
            {
                followers = _interests.All;
                _interests.DoubtCircles();
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

    /// <summary>
    /// Reads a second time after a fault, because one read that took too long is no reason to break the streams of all listeners. Changes
    /// that were heeded are heeded again, and rows that were told are told again; a stream takes each row once.
    /// </summary>
    private async Task<(bool Found, bool IsMoreAbove)> AdvanceOrAgainAsync()
    {
        try
        {
            return await AdvanceAsync();
        }
        catch (Exception fault)
        {
            LogSecondRead(fault);
            _heeded.Clear();
            return await AdvanceAsync();
        }
    }

    /// <summary>
    /// Hands out the rows below the horizon. Returns whether there were any, and whether others were seen above it, which will be
    /// below it soon.
    /// </summary>
    private async Task<(bool Found, bool IsMoreAbove)> AdvanceAsync()
    {
        var found = false;
        while (true)
        {
            var dealtAt = Environment.TickCount64;
            var page = await ReadAsync();
            await HeedAsync(page);
            if (Deal(page) is { Count: > 0 } dealt)
            {
                await Dealt.TellAsync(units, dealt, dealtAt, live.LargeAudience, Send);
            }

            lock (_gate)
            {
                _place = Math.Max(_place, page.Place);
            }

            found |= page.Rows.Count > 0;
            if (!page.IsFull)
            {
                return (found, page.IsMoreAbove);
            }
        }
    }

    private async Task<LogPage> ReadAsync()
    {
        var started = Environment.TickCount64;
        var looksAhead = started >= _looksAheadAt;
        var page = await units.ReadAsync(db =>
        {
            // A database that was away is no reason for a long pause.
            started = Environment.TickCount64;
            return LogPage.ReadAsync(db, _place, looksAhead);
        });
        if (looksAhead)
        {
            var ended = Environment.TickCount64;
            _looksAheadAt = ended + Math.Max(LookAheadMilliseconds, PausesALook * (ended - started));
        }

        return page;
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

    [LoggerMessage(LogLevel.Warning, "The log of live events could not be read; it is read once more")]
    private partial void LogSecondRead(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The log of live events could not be read; its streams break, and their clients come back")]
    private partial void LogFault(Exception fault);
}
