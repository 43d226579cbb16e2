using System.Data.Common;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.Sqlite;

public sealed class SqliteGraphDb(DbContextOptions<SqliteGraphDb> options) : GraphDb(options)
{
    /// <summary>SQLite's code for a file that it cannot open (SQLITE_CANTOPEN).</summary>
    private const int CannotOpen = 14;

    private const int Busy = 5;
    private const int UniqueViolated = 2067;
    private const int PrimaryKeyViolated = 1555;

    protected override Type IdConverter => typeof(IdToBytes<>);

    protected override string IdColumnType => "BLOB";

    protected override string NowSql => "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') AS Value";

    public override bool IsDuplicate(DbException failure) => failure is SqliteException
    {
        SqliteExtendedErrorCode: UniqueViolated or PrimaryKeyViolated
    };

    public override bool IsWorthAnotherTry(DbException failure) =>
        IsDuplicate(failure) || failure is SqliteException { SqliteErrorCode: Busy };

    /// <summary>
    /// There is no round trip to save, and SQLite looks up each parameter by name, which is slow when there are many.
    /// </summary>
    public override int RowsAtOnce => 1;

    public override bool IsClosed(Exception failure) => failure is SqliteException { SqliteErrorCode: CannotOpen };

    /// <summary>
    /// Sets the cache to 256 MiB and the log to about as much, because a bulk insert touches the pages of several
    /// indexes again and again.
    /// </summary>
    public override Task PrepareForBulkAsync() =>
        Database.ExecuteSqlRawAsync("PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 65536");

    /// <summary>Moves all pages from the log to the database file and empties the log.</summary>
    public override Task TidyAfterBulkAsync() => Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");

    public override object ParameterOf(ITypedId id) => id.Value.ToByteArray(bigEndian: true);

    public override Guid IdOf(object value) => new((byte[])value, bigEndian: true);

    /// <summary>
    /// Returns the highest number that was given, also if its row was removed since. There is one writer at a time, so
    /// events are numbered in the order of their commits.
    /// </summary>
    public override Task<long> HorizonAsync(CancellationToken cancellationToken)
    {
        var newest = $"SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{OrderedEvent.TableOf(this)}'), 0) AS Value";
        return Database.SqlQueryRaw<long>(newest).SingleAsync(cancellationToken);
    }

    public override bool IsHorizonExact => true;

    /// <summary>
    /// Begins the transaction. Microsoft.Data.Sqlite sends BEGIN IMMEDIATE, unless a deferred transaction is
    /// requested.
    /// </summary>
    public override async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        Database.AutoSavepointsEnabled = false;
        return new WriteTransaction(await Database.BeginTransactionAsync(cancellationToken));
    }

    /// <summary>
    /// Begins a deferred transaction, which reads one snapshot of the WAL and never waits for the writer.
    /// </summary>
    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken);
        var transaction = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
        return new Snapshot(this, transaction, await Database.UseTransactionAsync(transaction, cancellationToken)
            ?? throw new InvalidOperationException("There is no transaction to read in."));
    }

    /// <summary>
    /// Adds checks that numbers are integers. SQLite stores any type, and silently turns a sum that overflows into a
    /// float.
    /// </summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetDeclaredProperties().Where(property => property.ClrType == typeof(long)))
            {
                var column = property.GetColumnName();
                entity.AddCheckConstraint(
                    $"ck_{entity.GetTableName()}_{column}_integer", $"typeof({column}) = 'integer'");
            }
        }
    }

    /// <summary>
    /// Ends the transaction and closes the connection as often as it was opened, so that EF's count of open calls is
    /// right again.
    /// </summary>
    private sealed class Snapshot(SqliteGraphDb db, SqliteTransaction transaction, IDbContextTransaction used) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await used.DisposeAsync();
            await transaction.DisposeAsync();
            await db.Database.CloseConnectionAsync();
        }
    }
}
