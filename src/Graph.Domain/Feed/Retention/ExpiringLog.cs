using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed.Retention;

/// <summary>A round of removing rows of the log; its id says nothing.</summary>
public readonly record struct LogRoundId(Guid Value) : ITypedId<LogRoundId>
{
    public static LogRoundId From(Guid value) => new(value);
}

/// <summary>
/// Removes rows of the log that are older than a day. The lists of activities and notifications have tables of their own
/// and keep everything.
/// </summary>
public sealed class ExpiringLog(Units units, TimeProvider clock) : IDeadline
{
    /// <summary>How long streams can be resumed.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>How much is collected before a round begins, so that there is not one for every row.</summary>
    private static readonly TimeSpan Collected = TimeSpan.FromMinutes(1);

    /// <summary>How many rows a unit removes at most, so that no payment waits long for it.</summary>
    private const int AtOnce = 2_000;

    private static readonly KeptQuery<int, DateTime> Oldest = new((db, most) =>
        db.Set<FeedEvent>().OrderBy(e => e.Sequence).Select(e => e.At).Take(most));

    public string Name => "expiring log";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken)
    {
        var oldest = await Oldest.ListAsync(db, 1, cancellationToken);
        return oldest is [var at] && at < now - Kept - Collected ? [new LogRoundId(Guid.Empty)] : [];
    }

    public async Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        while (await units.WriteAsync(db => RemoveAsync(db, cancellationToken), cancellationToken) == AtOnce)
        {
            // There may be more.
        }
    }

    /// <summary>
    /// Removes the oldest rows. It stops at the first row that is younger than a day, and at the horizon: below the new
    /// start no row may appear any more.
    /// </summary>
    private async Task<int> RemoveAsync(GraphDb db, CancellationToken cancellationToken)
    {
        var before = clock.UtcNow() - Kept;
        var horizon = await db.HorizonAsync(cancellationToken);
        var oldest = await db.Set<FeedEvent>()
            .OrderBy(e => e.Sequence)
            .Select(e => new { e.Sequence, e.At })
            .Take(AtOnce)
            .ToListAsync(cancellationToken);
        var expired = oldest.TakeWhile(row => row.At < before && row.Sequence <= horizon).ToList();
        if (expired.Count > 0)
        {
            var through = expired[^1].Sequence;
            await LogStart.MoveAsync(db, through, cancellationToken);
            await db.Set<FeedEvent>().Where(e => e.Sequence <= through).ExecuteDeleteAsync(cancellationToken);
        }

        return expired.Count;
    }
}
