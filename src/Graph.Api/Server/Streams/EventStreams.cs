using System.Runtime.CompilerServices;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Follows rows from a cursor: first the missed rows, then the new rows that concern the viewer. Both are read in one
/// order, so that no row is lost or sent twice where the old rows end and the new ones begin. Streams of states read
/// again when the log says that a state changed; in between they ask nothing.
/// </summary>
public sealed partial class EventStreams(Units units, ILog log, ResolverSlots slots, GraphLimits limits, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <summary>
    /// How many streams read the database at once while they begin and catch up, so that the listeners of a node that was
    /// away do not all read at the same moment. As many may read again because something changed.
    /// </summary>
    private const int ReadersAtOnce = 8;

    /// <summary>
    /// How many of them may be streams of one user, or of all callers who are not signed in. A user can have a hundred streams, and
    /// anybody can open many without signing in.
    /// </summary>
    private const int ReadersOfOne = 2;

    private const string Strangers = "strangers";

    private readonly TurnQueue _catchingUp = new(ReadersAtOnce, ReadersOfOne, inRounds: true);
    private readonly TurnQueue _live = new(ReadersAtOnce, ReadersOfOne, inRounds: true);

    /// <summary>Streams that read a whole list again have turns of their own, so that wallets do not wait for them.</summary>
    private readonly TurnQueue _lists = new(ReadersAtOnce / 2, ReadersOfOne, inRounds: true);

    /// <summary>How many streams wait for their turn to begin or to catch up.</summary>
    public int WaitingCount => _catchingUp.WaitingCount;

    /// <param name="after">The cursor after which to begin; null begins now.</param>
    /// <param name="source">The rows.</param>
    /// <param name="context">The context of the operation: the cursor to resume from, and the flow of events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>A malformed cursor is refused here, before the stream begins.</remarks>
    public IAsyncEnumerable<TUpdate> FollowAsync<TFollower, TUpdate>(
        string? after, LogSource<TFollower, TUpdate> source, GraphContext context, CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        var start = context.LastEventId ?? after;
        var place = context.LastEventId is { } last ? LiveCursor.Decode(last) : after is null ? (long?)null : LiveCursor.Decode(after, "after");
        return FollowAsync(start, place, source, context, cancellationToken);
    }

    private async IAsyncEnumerable<TUpdate> FollowAsync<TFollower, TUpdate>(
        string? start,
        long? from,
        LogSource<TFollower, TUpdate> source,
        GraphContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        var (begun, latest) = await InTurnAsync(_catchingUp, context, () => BeginAsync(source, cancellationToken), cancellationToken);
        using var follower = begun;
        var (position, size) = (from ?? latest, PageSize);
        context.Flow?.Begin();
        if (position > latest && position > await units.ReadAsync(db => db.HighestHorizonAsync(cancellationToken)))
        {
            // The cursor comes from a database that was replaced since, so the missed events are unknown.
            var now = LiveCursor.Encode(latest);
            await EnterAsync(context, now, cancellationToken);
            yield return source.Gap(start, now, GapReason.Expired);
            position = latest;
        }

        // First what was missed, in pages; then, each time a row concerns the viewer, up to that row.
        for (var end = latest; ; end = Math.Max(end, await follower.NextAsync(position, cancellationToken)))
        {
            position = Math.Max(position, follower.SentThrough);
            while (position < end)
            {
                // What the viewer may see is asked when there is room for it, and not before a slow client has made room.
                var room = await RoomAsync(context, cancellationToken);
                if (room == 0)
                {
                    context.Flow?.EnterLast();
                    var reached = LiveCursor.Encode(position);
                    yield return source.Gap(reached, reached, GapReason.TooSlow);
                    throw new BrokenStreamException("The client read too slowly.");
                }

                // What was told is taken one by one, each when it is its turn.
                var isMissed = end == latest;
                if (!isMissed)
                {
                    await (context.Flow?.TakeSlotAsync(slots, cancellationToken) ?? Task.CompletedTask);
                    await follower.FreshenAsync(cancellationToken);
                }

                var askedAt = Environment.TickCount64;
                var (most, page, removed) = !isMissed && source.Told(follower, position, end, 1) is { } told
                    ? (1, told, position)
                    : await ReadAsync(source, context, position, end, Math.Min(size, room), isMissed, cancellationToken);
                if (removed > position)
                {
                    // What comes after is still kept, and follows.
                    var kept = LiveCursor.Encode(removed);
                    await EnterAsync(context, kept, cancellationToken);
                    yield return source.Gap(LiveCursor.Encode(position), kept, GapReason.Expired);
                    position = removed;
                    continue;
                }

                var taken = 0;
                foreach (var (update, place, cursor) in page)
                {
                    await EnterAsync(context, cursor, cancellationToken);
                    yield return update;
                    position = place;
                    taken++;
                    if (taken < page.Count && await IsOldAsync(context, follower, askedAt, cancellationToken))
                    {
                        break;
                    }
                }

                if (page.Count == 0)
                {
                    context.Flow?.GiveSlotBack();
                }

                // A page that grows old before its end was too large. One that was read to its end may be larger again.
                (size, var isWhole) = taken < page.Count ? (taken, false) : (Math.Min(PageSize, size * 2), true);

                // All rows up to the end were examined, including rows for other viewers.
                position = isWhole && page.Count < most ? end : position;
            }
        }
    }

    /// <summary>Follows the log, and says up to which place it need not be told.</summary>
    private async Task<(TFollower Follower, long Latest)> BeginAsync<TFollower, TUpdate>(
        LogSource<TFollower, TUpdate> source, CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        var follower = await source.Follow(cancellationToken);
        try
        {
            return (follower, Math.Max(follower.Start, await units.ReadAsync(db => db.HorizonAsync(cancellationToken))));
        }
        catch
        {
            follower.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the next rows. While the stream catches up, the place up to which rows were removed is looked at after the page
    /// was read; what comes later is far from its end.
    /// </summary>
    private async Task<(int Most, IReadOnlyList<LogUpdate<TUpdate>> Page, long Removed)> ReadAsync<TFollower, TUpdate>(
        LogSource<TFollower, TUpdate> source,
        GraphContext context,
        long above,
        long upTo,
        int most,
        bool isMissed,
        CancellationToken cancellationToken)
        where TFollower : ILogFollower
    {
        var (page, removed) = await InTurnAsync(
            isMissed ? _catchingUp : _live,
            context,
            () => units.ReadAsync(async db => (
                await source.Read(db, above, upTo, most),
                isMissed ? await log.RemovedThroughAsync(db, CancellationToken.None) : above)),
            cancellationToken);
        return (most, page, removed);
    }

    /// <summary>
    /// Waits until the last event is resolved. Returns whether what was read before does not hold any more, so that it is
    /// asked again whether the viewer may see the rest.
    /// </summary>
    private async Task<bool> IsOldAsync(
        GraphContext context, ILogFollower follower, long askedAt, CancellationToken cancellationToken)
    {
        await RoomAsync(context, cancellationToken);
        return !follower.Holds(askedAt);
    }

    private static async Task<T> InTurnAsync<T>(
        TurnQueue turns, GraphContext context, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        using var turn = await turns.WaitAsync(context.Flow is { } flow ? flow.OpenerName ?? Strangers : null, cancellationToken);
        return await read();
    }

    /// <summary>How many more events may be on their way; 0 when the client has made no room in time.</summary>
    private Task<int> RoomAsync(GraphContext context, CancellationToken cancellationToken) =>
        context.Flow?.RoomAsync(limits.SlowReader, cancellationToken) ?? Task.FromResult(PageSize);

    private async Task EnterAsync(GraphContext context, string? cursor, CancellationToken cancellationToken)
    {
        if (context.Flow is { } flow && !await flow.EnterAsync(cursor, slots, limits.SlowReader, cancellationToken))
        {
            throw new BrokenStreamException("The client read too slowly.");
        }
    }
}
