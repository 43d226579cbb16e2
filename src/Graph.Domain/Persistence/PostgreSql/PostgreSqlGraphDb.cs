using System.Data.Common;
using System.Net.Sockets;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Graph.Domain.Persistence.PostgreSql;

public sealed class PostgreSqlGraphDb(DbContextOptions<PostgreSqlGraphDb> options) : GraphDb(options)
{
    /// <summary>
    /// The number of an event. Transactions commit in another order than they take their numbers. So the number begins
    /// with the transaction id: no event can appear any more below the oldest transaction that still runs.
    /// </summary>
    private const string NextPlace =
        "(pg_current_xact_id()::text::bigint << 20) + (nextval('event_place') & 1048575)";

    /// <summary>
    /// Selects the id of the oldest transaction of this database that still runs, or the next id when none runs. The
    /// snapshot lists the transactions of all databases of the server; pg_stat_activity says which belong to another
    /// database. If it does not say (a prepared transaction, or another role's without pg_read_all_stats), the
    /// transaction counts as ours: events may then appear late, but are never lost.
    /// </summary>
    private const string OldestAtWork =
        """
        SELECT COALESCE(
            (SELECT min(x::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS x
             WHERE NOT EXISTS (
                 SELECT 1 FROM pg_stat_activity AS a
                 WHERE a.backend_xid = x::xid AND a.datname <> current_database())),
            pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
        """;

    protected override Type IdConverter => typeof(IdToGuid<>);

    protected override string IdColumnType => "uuid";

    protected override bool HasArrays => true;

    protected override string NowSql => """SELECT clock_timestamp() AS "Value" """;

    public override bool IsDuplicate(DbException failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>
    /// A statement that was prepared before a migration changed one of its columns is refused once on each connection
    /// (`RevalidateCachedQuery`), which then prepares it again.
    /// </summary>
    public override bool IsWorthAnotherTry(DbException failure) => IsDuplicate(failure) || failure is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
    }
    or PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    public override string EmptyList => "'{}'";

    /// <summary>
    /// PostgreSQL keeps the plan of a prepared query only when it seems no dearer than a plan made for the values at hand. A kept plan
    /// counts on ten items in a list, and on a tenth of all rows for a page. For fewer, PostgreSQL would plan each time anew, which may
    /// cost more than what is asked for.
    /// </summary>
    public override bool PlansByValues => true;

    public override object ParameterOf(ITypedId id) => id.Value;

    public override Guid IdOf(object value) => (Guid)value;

    /// <summary>Npgsql does not wrap what is said when the name of the host is unknown at the moment, as when a container is stopped.</summary>
    public override bool IsConnectionLost(Exception failure) =>
        IsUnknownHost(failure)
        || (failure is NpgsqlException { IsTransient: true, InnerException: not TimeoutException } lost
            && lost.SqlState is not PostgresErrorCodes.LockNotAvailable
            && !IsWorthAnotherTry(lost));

    public override bool IsAway(Exception failure) =>
        IsConnectionLost(failure) || failure is NpgsqlException { InnerException: TimeoutException };

    /// <summary>
    /// The classes of SQLSTATE are in appendix A of PostgreSQL's manual. What the client refuses for itself, such as a password
    /// that is missing, has no cause of its own.
    /// </summary>
    public override bool IsClosed(Exception failure) => failure is PostgresException refused
        ? refused.SqlState.StartsWith("28", StringComparison.Ordinal) || refused.SqlState is PostgresErrorCodes.InvalidCatalogName
        : IsUnknownHost(failure) || failure is NpgsqlException { InnerException: null or SocketException };

    private static bool IsUnknownHost(Exception failure) =>
        failure is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };

    public override Task<long> HorizonAsync(CancellationToken cancellationToken) => Database
        .SqlQueryRaw<long>(
            $"""SELECT (({OldestAtWork}) << 20) - 1 AS "Value" """)
        .SingleAsync(cancellationToken);

    /// <summary>
    /// Returns the place of the next transaction id. The horizon may step back, because whether a transaction belongs
    /// to this database may be known at one moment and unknown at the next (it was prepared, or ended during the
    /// query). But no horizon was ever above the next transaction id.
    /// </summary>
    public override Task<long> HighestHorizonAsync(CancellationToken cancellationToken) => Database
        .SqlQueryRaw<long>(
            """SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint << 20) - 1 AS "Value" """)
        .SingleAsync(cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Compares text byte by byte, as on the other providers, whatever locale the server has.
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasSequence<long>("event_place");
        PlaceOfEvents(modelBuilder).HasDefaultValueSql(NextPlace);
        foreach (var number in PlacesInLists(modelBuilder))
        {
            number.HasDefaultValueSql(NextPlace);
        }
    }

    internal override async Task<IAsyncDisposable> WaitForLocksAsync(CancellationToken cancellationToken)
    {
        if (!await this.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
        {
            // The migrations make the database, and nobody else is in it.
            return await base.WaitForLocksAsync(cancellationToken);
        }

        await Database.OpenConnectionAsync(cancellationToken);
        await Database.ExecuteSqlRawAsync("SET lock_timeout = 0", cancellationToken);
        return new Patient(this);
    }

    /// <summary>Gives the connection back as it was.</summary>
    private sealed class Patient(PostgreSqlGraphDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlRawAsync("RESET lock_timeout");
            await db.Database.CloseConnectionAsync();
        }
    }
}
