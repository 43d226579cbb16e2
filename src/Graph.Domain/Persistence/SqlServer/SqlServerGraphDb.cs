using System.Data;
using System.Data.Common;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.SqlServer;

public sealed class SqlServerGraphDb(DbContextOptions<SqlServerGraphDb> options) : GraphDb(options)
{
    private const int NoPermission = 5011;
    private const int AlterFailed = 5069;
    private const int LockRefused = 5061;

    private const string SwitchOnVersioning =
        "ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE; "
        + "ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;";

    private const int Deadlock = 1205;
    private const int SnapshotConflict = 3960;
    private const int UniqueIndexViolated = 2601;
    private const int UniqueKeyViolated = 2627;

    /// <summary>In milliseconds: as long as PostgreSQL waits, and as a duplicate waits for its answer.</summary>
    private const string LockTimeout = "SET LOCK_TIMEOUT 8000";

    /// <summary>The line was cut, the server is stopping or starting, or a managed database is moving.</summary>
    private static readonly HashSet<int> ConnectionLost =
        [-1, 2, 53, 64, 121, 233, 596, 4060, 6005, 10053, 10054, 10060, 10061, 10928, 10929, 11001, 40197, 40501, 40613, 49918, 49919, 49920];

    protected override Type IdConverter => typeof(IdToBytes<>);

    protected override string IdColumnType => "binary(16)";

    protected override string NowSql => "SELECT SYSUTCDATETIME() AS [Value]";

    public override bool IsDuplicate(DbException failure) =>
        failure is SqlException { Number: UniqueIndexViolated or UniqueKeyViolated };

    public override bool IsWorthAnotherTry(DbException failure) =>
        IsDuplicate(failure) || failure is SqlException { Number: Deadlock or SnapshotConflict };

    public override string UpdateReturning(string table, string set, string where, params string[] columns) =>
        $"UPDATE {table} SET {set} OUTPUT {string.Join(", ", columns.Select(column => "inserted." + column))} WHERE {where}";

    /// <summary>Texts are compared by their 16-bit units here.</summary>
    public override string LastCharacter => "\uFFFF";

    public override object ParameterOf(ITypedId id) => id.Value.ToByteArray(bigEndian: true);

    public override Guid IdOf(object value) => new((byte[])value, bigEndian: true);

    public override bool IsConnectionLost(DbException failure) =>
        failure is SqlException lost && (ConnectionLost.Contains(lost.Number) || lost.IsCut() || lost.IsConnectTimeout());

    /// <summary>Without row versioning readers and writers wait for each other, and end in deadlocks.</summary>
    public override async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        var isVersioned = await Database
            .SqlQueryRaw<bool>(
                """
                SELECT CONVERT(bit, CASE WHEN is_read_committed_snapshot_on = 1 AND snapshot_isolation_state = 1 THEN 1 ELSE 0 END) AS [Value]
                FROM sys.databases WHERE database_id = DB_ID()
                """)
            .SingleAsync(cancellationToken);
        return isVersioned
            ? null
            : "Row versioning is off: " + SwitchOnVersioning;
    }

    /// <summary>
    /// The server waits for a lock for ever, and the command would end by its own limit after 20 seconds. Pooled connections
    /// forget the setting, so each transaction sets it. Reads do not need it: under row versioning they wait for no row.
    /// Migrations must not have it: they wait for each other's lock, and give up when this time is over.
    /// </summary>
    public override async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        var write = await base.BeginWriteAsync(cancellationToken);
        try
        {
            await Database.ExecuteSqlRawAsync(LockTimeout, cancellationToken);
            return write;
        }
        catch
        {
            await write.DisposeAsync();
            throw;
        }
    }

    /// <summary>Row versioning is altered first, so that nothing stands in the database when that is refused.</summary>
    public override string? ExplainRefusedMigration(DbException failure) =>
        failure is SqlException { Number: NoPermission or AlterFailed or LockRefused }
            ? "Row versioning could not be switched on, and nothing was migrated. GRANT ALTER ON DATABASE to whoever migrates, or "
                + "have an administrator run, while nobody else is connected: " + SwitchOnVersioning
            : null;

    /// <summary>A repeatable read would lock what it reads; a snapshot locks nobody out.</summary>
    protected override IsolationLevel SnapshotLevel => IsolationLevel.Snapshot;

    /// <summary>
    /// The server keeps the level on the connection after the transaction, and a pooled connection is not reset from it. So
    /// the pool is told to close the connections that it has, instead of lending them again.
    /// </summary>
    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        var snapshot = await base.BeginSnapshotAsync(cancellationToken);
        SqlConnection.ClearPool((SqlConnection)Database.GetDbConnection());
        return snapshot;
    }

    /// <summary>Numbers are taken before they are committed: below the oldest one still at work nothing can appear any more.</summary>
    public override Task<long> HorizonAsync(CancellationToken cancellationToken) => Database
        .SqlQueryRaw<long>("SELECT CONVERT(bigint, MIN_ACTIVE_ROWVERSION()) - 1 AS [Value]")
        .SingleAsync(cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Character by character, as on the other providers: the server's default would take Ann and ANN for one handle.
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        PlaceOfEvents(modelBuilder)
            .HasConversion<NumberToRowVersion>().HasColumnType("rowversion").ValueGeneratedOnAdd();
    }

    /// <summary>The server counts in eight bytes, the first the highest.</summary>
    private sealed class NumberToRowVersion() : ValueConverter<long, byte[]>(
        number => ToBytes(number),
        bytes => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes))
    {
        private static byte[] ToBytes(long number)
        {
            var bytes = new byte[sizeof(long)];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            return bytes;
        }
    }
}
