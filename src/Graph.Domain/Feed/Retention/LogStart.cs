using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Feed.Retention;

/// <summary>
/// Where the log begins that is still kept: its only row holds the place up to which rows were removed. The database lets
/// nobody delete a row of the log above that place.
/// </summary>
public sealed class LogStart
{
    private const int Only = 1;

    private static readonly KeptQuery<ValueTuple, long> Place = new((db, _) => db.Set<LogStart>().Select(start => start.RemovedThrough));

    public int Id { get; private set; } = Only;

    /// <summary>The place of the last row that was removed.</summary>
    public long RemovedThrough { get; private set; }

    /// <summary>Returns the place up to which rows were removed; 0 when all are kept.</summary>
    public static Task<long> RemovedThroughAsync(GraphDb db, CancellationToken cancellationToken) =>
        Place.FirstAsync(db, default, cancellationToken);

    /// <summary>Moves the start of the log forward, in the current unit. The rows up to it can be deleted then.</summary>
    internal static async Task MoveAsync(GraphDb db, long through, CancellationToken cancellationToken)
    {
        var moved = await db.Set<LogStart>()
            .Where(start => start.RemovedThrough < through)
            .ExecuteUpdateAsync(set => set.SetProperty(start => start.RemovedThrough, through), cancellationToken);
        if (moved == 0 && !await db.Set<LogStart>().AnyAsync(cancellationToken))
        {
            db.Set<LogStart>().Add(new LogStart { RemovedThrough = through });
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}

internal sealed class LogStartConfiguration : IEntityTypeConfiguration<LogStart>
{
    public void Configure(EntityTypeBuilder<LogStart> start)
    {
        start.HasKey(s => s.Id);
        start.Property(s => s.Id).ValueGeneratedNever();
        start.ToTable("log_start", table => table.HasCheckConstraint("ck_log_start_only", "id = 1"));
    }
}
