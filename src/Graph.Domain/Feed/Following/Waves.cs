using System.Threading.Channels;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed.Following;

/// <summary>
/// Sends a line that many streams may hear to those that wait, some hundreds at a time: one query finds out who of them may see it.
/// Streams that do not wait, or have to ask for themselves, are woken. Who may not see the line, or does not want it, passes over it. One
/// line is sent after the other, so that each stream hears them in their order.
/// </summary>
/// <param name="units">Reads the database.</param>
/// <param name="broadcaster">Sends lines; null when there is none, so that all streams are woken.</param>
/// <param name="live">For how long answers of the database hold.</param>
/// <param name="log">Hears of faults.</param>
internal sealed partial class Waves(Units units, IBroadcaster? broadcaster, LiveSettings live, ILogger log)
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
        // Nothing can be sent for a stream without a listener, so it need not wait.
        var able = streams.ToLookup(stream => broadcaster is not null && stream.Listener is not null);
        Wake(line, able[false]);
        if (!_waiting.Writer.TryWrite(new Wave(line, [.. able[true]], mayConcern)))
        {
            Wake(line, able[true]);
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
                await RunAsync(wave);
            }

            Volatile.Write(ref _isRunning, 0);
        }
        while (_waiting.Reader.TryPeek(out _) && Interlocked.Exchange(ref _isRunning, 1) == 0);
    }

    /// <summary>
    /// Sends a line to its streams. When some of them had to wait for longer than answers hold, the others are woken: each on its own, they
    /// wait for a slow database at the same time.
    /// </summary>
    private async Task RunAsync(Wave wave)
    {
        for (var sent = 0; sent < wave.Streams.Count; sent += AtOnce)
        {
            var begun = Environment.TickCount64;
            await SendOrWakeAsync(wave, [.. wave.Streams.Skip(sent).Take(AtOnce)]);
            if (Environment.TickCount64 - begun > live.AnswersHold.TotalMilliseconds)
            {
                Wake(wave.Line, wave.Streams.Skip(sent + AtOnce));
                return;
            }
        }
    }

    /// <summary>Sends a line to some streams. When that fails, they are woken and find it for themselves.</summary>
    private async Task SendOrWakeAsync(Wave wave, FeedFollower<Activity>[] streams)
    {
        try
        {
            await SendAsync(wave, streams);
        }
        catch (Exception fault)
        {
            foreach (var stream in streams)
            {
                stream.Release();
                stream.Ring(wave.Line.Sequence);
            }

            LogFault(fault);
        }
    }

    private async Task SendAsync(Wave wave, FeedFollower<Activity>[] streams)
    {
        var held = streams.ToLookup(stream => stream.TryHold(wave.Line.Sequence));
        Wake(wave.Line, held[false]);
        var askedAt = Environment.TickCount64;
        var seeing = await WhoSeesAsync(wave, [.. held[true].Select(stream => stream.Viewer)]);
        var sent = new List<IHeldStream>();
        foreach (var stream in held[true])
        {
            stream.Allow(askedAt);
            if (seeing.Contains(stream.Viewer) && stream.Wants(wave.Line.Row))
            {
                sent.Add(stream);
                continue;
            }

            // The stream passes over the line.
            stream.TryTake();
            stream.Release();
        }

        if (sent.Count > 0)
        {
            await broadcaster!.SendAsync(wave.Line.Row, wave.Line.Sequence, sent, again => AskAgainAsync(wave, again));
        }
    }

    private async Task AskAgainAsync(Wave wave, IReadOnlyList<IHeldStream> held)
    {
        var streams = held.Cast<FeedFollower<Activity>>().ToList();
        var askedAt = Environment.TickCount64;
        var seeing = await WhoSeesAsync(wave, [.. streams.Select(stream => stream.Viewer)]);
        foreach (var stream in streams)
        {
            // Who may not see it any more is woken, and passes over it.
            stream.Allow(seeing.Contains(stream.Viewer) ? askedAt : FeedFollower.Never);
        }
    }

    private async Task<HashSet<UserId>> WhoSeesAsync(Wave wave, HashSet<UserId> viewers)
    {
        var line = wave.Line.Row;
        viewers.RemoveWhere(viewer => !wave.MayConcern(viewer, line));
        var seen = viewers.Count == 0 ? [] : await units.ReadAsync(db => Audience.SeenAsync(db, [(line.Id, viewers)]));
        return [.. seen.Select(pair => pair.Viewer)];
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
