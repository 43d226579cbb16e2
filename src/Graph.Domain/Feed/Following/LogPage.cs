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
/// <param name="Circles">
/// Rows that say whose circle changed. They are read ahead, above the horizon too: what a new friend does can stand before
/// the row of the new friendship.
/// </param>
/// <param name="Place">The place up to which all rows are here.</param>
/// <param name="IsFull">Whether there may be more.</param>
internal sealed record LogPage(IReadOnlyList<LogRow> Rows, IReadOnlyList<LogRow> Circles, long Place, bool IsFull)
{
    private const int Size = 500;

    private static readonly KeptQuery<long, LogRow> Above = new((db, after) => RowsAfter(db, after).Take(Size));

    private static readonly KeptQuery<long, LogRow> CirclesAbove = new((db, after) => RowsAfter(db, after).Where(row => row.CircleOfId != null));

    /// <summary>Reads the rows after a place. At rest it asks for the horizon alone.</summary>
    public static async Task<LogPage> ReadAsync(GraphDb db, long after)
    {
        var horizon = await db.HorizonAsync(CancellationToken.None);
        if (horizon <= after)
        {
            return new LogPage([], [], after, IsFull: false);
        }

        var all = await Above.ListAsync(db, after, CancellationToken.None);
        var rows = all.TakeWhile(row => row.Sequence <= horizon).ToList();
        var isFull = rows.Count == Size;
        IReadOnlyList<LogRow> circles = all.Count == Size
            ? await CirclesAbove.ListAsync(db, after, CancellationToken.None)
            : [.. all.Where(row => row.CircleOfId is not null)];
        return new LogPage(rows, circles, isFull ? rows[^1].Sequence : horizon, isFull);
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
