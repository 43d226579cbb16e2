using System.Threading.Channels;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed.Following;

/// <summary>
/// Sends a line that many streams may hear to those that wait, some hundreds at a time: one query finds out who of them may see it.
/// Streams that are not waiting, or may not see it, are woken and find out for themselves. One line is sent after the other, so that each
/// stream hears them in their order.
/// </summary>
/// <param name="units">Reads the database.</param>
/// <param name="broadcaster">Sends lines; null when there is none, so that all streams are woken.</param>
/// <param name="log">Hears of faults.</param>
internal sealed partial class Waves(Units units, IBroadcaster? broadcaster, ILogger log)
{
    /// <summary>
    /// How many streams hear the line at a time. The answers who may see it, and whose session is open, are as old as it takes to send the
    /// line to so many.
    /// </summary>
    private const int AtOnce = 250;

    /// <summary>When more lines than this wait to be sent, the streams of the next line are woken.</summary>
    private const int MostWaiting = 64;

    private readonly Channel<Wave> _waiting = Channel.CreateBounded<Wave>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private int _isRunning;

    /// <summary>Sends a line to streams that were told of it, and wakes those to which it cannot be sent.</summary>
    /// <param name="line">The line.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="mayConcern">Whether a line may still concern a viewer, when it is sent.</param>
    public void Add(Logged<Activity> line, IReadOnlyList<FeedFollower<Activity>> streams, Func<UserId, Activity, bool> mayConcern)
    {
        if (broadcaster is null || !_waiting.Writer.TryWrite(new Wave(line, streams, mayConcern)))
        {
            Wake(line, streams);
        }
        else if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static waves => _ = waves.RunAsync(), this, preferLocal: false);
        }
    }

    private async Task RunAsync()
    {
        do
        {
            while (_waiting.Reader.TryRead(out var wave))
            {
                foreach (var some in wave.Streams.Chunk(AtOnce))
                {
                    await SendAsync(wave, some);
                }
            }

            Volatile.Write(ref _isRunning, 0);
        }
        while (_waiting.Reader.TryPeek(out _) && Interlocked.Exchange(ref _isRunning, 1) == 0);
    }

    private async Task SendAsync(Wave wave, FeedFollower<Activity>[] streams)
    {
        var line = wave.Line;
        var held = streams.ToLookup(stream => stream.TryHold(line.Sequence));
        Wake(line, held[false]);
        var (askedAt, seeing) = (Environment.TickCount64, await WhoSeesAsync(wave, held[true]));
        var sent = new List<IHeldStream>();
        foreach (var stream in held[true])
        {
            if (seeing is null)
            {
                stream.Release();
                continue;
            }

            stream.Allow(askedAt);
            if (seeing.Contains((stream.Viewer, line.Row.Id)) && stream.Wants(line.Row))
            {
                sent.Add(stream);
                continue;
            }

            // The stream passes over the line.
            stream.TryTake();
            stream.Release();
        }

        try
        {
            await (sent.Count > 0 ? broadcaster!.SendAsync(line.Row, line.Sequence, sent) : Task.CompletedTask);
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    /// <summary>Who of the viewers may see a line; null when the database could not say it.</summary>
    private async Task<HashSet<(UserId Viewer, ActivityId Line)>?> WhoSeesAsync(Wave wave, IEnumerable<FeedFollower<Activity>> streams)
    {
        var line = wave.Line.Row;
        try
        {
            var viewers = streams.Select(stream => stream.Viewer).ToHashSet();
            viewers.RemoveWhere(viewer => !wave.MayConcern(viewer, line));
            return viewers.Count == 0 ? [] : await units.ReadAsync(db => Audience.SeenAsync(db, [(line.Id, viewers)]));
        }
        catch (Exception fault)
        {
            LogFault(fault);
            return null;
        }
    }

    private static void Wake(Logged<Activity> line, IEnumerable<FeedFollower<Activity>> streams)
    {
        foreach (var stream in streams)
        {
            stream.Ring(line.Sequence);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A line could not be sent to many streams at once; each of them asks for itself")]
    private partial void LogFault(Exception fault);

    private sealed record Wave(
        Logged<Activity> Line, IReadOnlyList<FeedFollower<Activity>> Streams, Func<UserId, Activity, bool> MayConcern);
}
