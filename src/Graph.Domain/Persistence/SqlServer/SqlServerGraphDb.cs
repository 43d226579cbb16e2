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
    private const int LoginFailed = 18456;

    /// <summary>
    /// Limits the wait for a row lock, in milliseconds: the same time as on PostgreSQL, and as a duplicate waits for
    /// its answer.
    /// </summary>
    private const string LockTimeout = "SET LOCK_TIMEOUT 8000";

    /// <summary>
    /// Error numbers that mean that the connection was cut, the server is stopping or starting, or a managed database
    /// is moving.
    /// </summary>
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

    /// <summary>SQL Server compares text by 16-bit units, so this is the highest single unit.</summary>
    public override string LastCharacter => "\uFFFF";

    public override object ParameterOf(ITypedId id) => id.Value.ToByteArray(bigEndian: true);

    public override Guid IdOf(object value) => new((byte[])value, bigEndian: true);

    /// <summary>
    /// Returns whether the connection was lost. When the client notices a cut before it sends a command, it throws no
    /// failure of the database but says that the connection is closed, or that the transaction is not the connection's.
    /// </summary>
    public override bool IsConnectionLost(Exception failure) => failure switch
    {
        SqlException lost => ConnectionLost.Contains(lost.Number) || lost.IsCut() || lost.IsConnectTimeout(),
        InvalidOperationException => failure.Source == typeof(SqlConnection).Assembly.GetName().Name,
        _ => false,
    };

    public override bool IsAway(Exception failure) =>
        IsConnectionLost(failure) || (failure is SqlException late && late.IsCommandTimeout());

    public override bool IsClosed(Exception failure) =>
        failure is SqlException refused && (refused.Number == LoginFailed || IsConnectionLost(refused));

    /// <summary>
    /// Checks that row versioning is on. Without it, readers and writers wait for each other and cause deadlocks.
    /// </summary>
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
            : "Row versioning is off. Switch it on with: " + SwitchOnVersioning;
    }

    /// <summary>
    /// Begins the transaction and limits the wait for locks. By default the server waits for a lock for ever, and the
    /// command would end by its own limit after 20 seconds. Pooled connections forget the setting, so each transaction
    /// sets it. Reads do not need it, because they wait for no row under row versioning. Migrations must not have it:
    /// they wait for each other's lock, and would fail after this time.
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

    /// <summary>
    /// Explains a refusal to switch on row versioning. That is done first, so a refusal leaves nothing in the
    /// database.
    /// </summary>
    public override string? ExplainRefusedMigration(DbException failure) =>
        failure is SqlException { Number: NoPermission or AlterFailed or LockRefused }
            ? "Row versioning could not be switched on, and nothing was migrated. "
                + "GRANT ALTER ON DATABASE to the login that migrates, or "
                + "have an administrator run, while nobody else is connected: " + SwitchOnVersioning
            : null;

    /// <summary>A repeatable read would lock the rows that it reads; a snapshot blocks nobody.</summary>
    protected override IsolationLevel SnapshotLevel => IsolationLevel.Snapshot;

    /// <summary>
    /// Begins the snapshot and clears the connection pool. The server keeps the isolation level on the connection
    /// after the transaction, and returning the connection to the pool does not reset it. So the pool closes its
    /// connections instead of reusing them.
    /// </summary>
    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        var snapshot = await base.BeginSnapshotAsync(cancellationToken);
        SqlConnection.ClearPool((SqlConnection)Database.GetDbConnection());
        return snapshot;
    }

    /// <summary>
    /// Returns the horizon. Numbers are taken before the commit, so no event can appear any more below the oldest
    /// active number.
    /// </summary>
    public override Task<long> HorizonAsync(CancellationToken cancellationToken) => Database
        .SqlQueryRaw<long>("SELECT CONVERT(bigint, MIN_ACTIVE_ROWVERSION()) - 1 AS [Value]")
        .SingleAsync(cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Compares text character by character, as on the other providers. The server's default would treat Ann and
        // ANN as equal.
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        PlaceOfEvents(modelBuilder)
            .HasConversion<NumberToRowVersion>().HasColumnType("rowversion").ValueGeneratedOnAdd();
    }

    /// <summary>Converts a number to the server's eight bytes of a rowversion, the highest byte first.</summary>
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
