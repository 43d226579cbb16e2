using System.Data.Common;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Sets what SQLite keeps per connection. Every commit is on the disk before it is answered, unless the settings say
/// otherwise. A busy writer is waited for, up to 5 s. Pages move from the log to the database file only after every 16 MiB
/// of log, so that pages that are written again and again are moved less often. A log that grew beyond 32 MiB, by one large
/// unit or a reader that stayed long, is cut back when its pages have been moved.
/// </summary>
public sealed class SqlitePragmas(UnitSettings settings) : DbConnectionInterceptor
{
    private readonly string _pragmas = $"PRAGMA synchronous = {(settings.IsDurable ? "FULL" : "OFF")}; PRAGMA busy_timeout = 5000; "
        + "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
