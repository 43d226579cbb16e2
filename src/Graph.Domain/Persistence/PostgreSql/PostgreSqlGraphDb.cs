using System.Data.Common;
using Graph.Domain.Feed;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Graph.Domain.Persistence.PostgreSql;

public sealed class PostgreSqlGraphDb(DbContextOptions<PostgreSqlGraphDb> options) : GraphDb(options)
{
    /// <summary>
    /// Transactions commit in another order than the one in which they took their numbers. So the number of an event begins
    /// with the id of its transaction: below the oldest transaction still at work nothing can appear any more.
    /// </summary>
    private const string NextPlace =
        "(pg_current_xact_id()::text::bigint << 20) + (nextval('feed_event_place') & 1048575)";

    protected override Type IdConverter => typeof(IdToGuid<>);

    protected override string IdColumnType => "uuid";

    protected override string NowSql => """SELECT clock_timestamp() AS "Value" """;

    public override bool IsWorthAnotherTry(DbException failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure
    };

    public override bool IsConnectionLost(DbException failure) =>
        failure is NpgsqlException { IsTransient: true, InnerException: not TimeoutException }
        && failure.SqlState is not PostgresErrorCodes.LockNotAvailable
        && !IsWorthAnotherTry(failure);

    public override Task<long> HorizonAsync(CancellationToken cancellationToken) => Database
        .SqlQueryRaw<long>(
            """SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20) - 1 AS "Value" """)
        .SingleAsync(cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Byte by byte, as on the other providers, whatever locale the server was set up with.
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasSequence<long>("feed_event_place");
        modelBuilder.Entity<FeedEvent>().Property(e => e.Sequence).HasDefaultValueSql(NextPlace);
    }
}
