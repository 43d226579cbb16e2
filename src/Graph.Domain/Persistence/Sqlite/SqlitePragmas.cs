using System.Data.Common;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Sets what SQLite keeps per connection. Every commit is on the disk before it is answered, unless the settings say
/// otherwise. A busy writer is waited for, up to 5 s. Pages move from the log to the database file only after every 16 MiB
/// of log, so that pages that are written again and again are moved less often. A log that grew beyond 32 MiB, by one large
/// unit or a reader that stayed long, is cut back when its pages have been moved.
/// The file is not mapped into memory (`mmap_size`): SQLite maps it anew for each reader after each commit, and readers beside fifty
/// commits a second cost five to eight times as much.
/// Plans do not depend on the values of parameters. Otherwise SQLite compiles a statement anew after each new value, if its
/// table has an index for some of its rows only, and many of our tables have one.
/// </summary>
public sealed class SqlitePragmas(UnitSettings settings) : DbConnectionInterceptor
{
    private readonly string _pragmas = $"PRAGMA synchronous = {(settings.IsDurable ? "FULL" : "OFF")}; PRAGMA busy_timeout = 5000; "
        + "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        KeepPlans(connection);
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        KeepPlans(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void KeepPlans(DbConnection connection) =>
        raw.sqlite3_db_config(((SqliteConnection)connection).Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
}
