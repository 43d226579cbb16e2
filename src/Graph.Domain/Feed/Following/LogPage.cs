using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>What the tail reads of a row of the log.</summary>
internal sealed class LogRow
{
    public required long Sequence { get; init; }

    public required ActivityId? ActivityId { get; init; }

    public required NotificationId? NotificationId { get; init; }

    public required UserId? ActorId { get; init; }

    public required SourceId? SourceId { get; init; }

    public required UserId? RecipientId { get; init; }

    public required UserId? CircleOfId { get; init; }

    public required string? Changed { get; init; }
}

/// <summary>The next rows of the log.</summary>
/// <param name="Rows">Rows below the horizon, in order.</param>
/// <param name="Changes">
/// Rows that say whose circle or which states changed. They are read ahead, above the horizon too: what a new friend does can
/// stand before the row of the new friendship, and the end of a session must not wait for an older transaction.
/// </param>
/// <param name="Place">The place up to which all rows are here.</param>
/// <param name="IsFull">Whether there may be more.</param>
/// <param name="IsMoreAbove">Whether rows were seen that stand above the horizon.</param>
internal sealed record LogPage(IReadOnlyList<LogRow> Rows, IReadOnlyList<LogRow> Changes, long Place, bool IsFull, bool IsMoreAbove)
{
    private const int Size = 500;

    private static readonly KeptQuery<long, LogRow> Above = new((db, after) => RowsAfter(db, after).Take(Size));

    private static readonly KeptQuery<long, LogRow> CirclesAbove = new((db, after) => RowsAfter(db, after).Where(row => row.CircleOfId != null));

    private static readonly KeptQuery<long, LogRow> ChangesAbove = new((db, after) =>
        RowsAfter(db, after).Where(row => row.CircleOfId != null || row.Changed != null));

    /// <summary>Reads the rows after a place.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="after">The place.</param>
    /// <param name="looksAhead">Whether to look for changes also while the horizon does not move.</param>
    public static async Task<LogPage> ReadAsync(GraphDb db, long after, bool looksAhead)
    {
        var horizon = await db.HorizonAsync(CancellationToken.None);
        if (horizon <= after)
        {
            var ahead = looksAhead ? await ChangesAbove.ListAsync(db, after, CancellationToken.None) : [];
            return new LogPage([], ahead, after, IsFull: false, IsMoreAbove: ahead.Count > 0);
        }

        var all = await Above.ListAsync(db, after, CancellationToken.None);
        var rows = all.TakeWhile(row => row.Sequence <= horizon).ToList();
        var isFull = rows.Count == Size;
        var changes = all.Where(row => row.CircleOfId is not null || row.Changed is not null);
        var circles = all.Count == Size ? await CirclesAbove.ListAsync(db, after, CancellationToken.None) : [];
        return new LogPage(rows, [.. changes, .. circles], isFull ? rows[^1].Sequence : horizon, isFull, all.Count > rows.Count);
    }

    private static IQueryable<LogRow> RowsAfter(GraphDb db, long after) => db.Set<FeedEvent>()
        .Where(e => e.Sequence > after)
        .OrderBy(e => e.Sequence)
        .Select(e => new LogRow
        {
            Sequence = e.Sequence,
            ActivityId = e.ActivityId,
            NotificationId = e.NotificationId,
            ActorId = e.ActorId,
            SourceId = e.SourceId,
            RecipientId = e.RecipientId,
            CircleOfId = e.CircleOfId,
            Changed = e.Changed,
        });
}
