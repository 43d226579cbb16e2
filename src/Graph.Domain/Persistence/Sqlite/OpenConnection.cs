using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

// What EF lets be derived from, it calls internal all the same; nearly every test fails should it change.
#pragma warning disable EF1001

/// <summary>
/// Stays open as long as its context is pooled: to open one costs pragmas and a score of functions each time, and to close
/// it takes them back and forgets every prepared statement.
/// </summary>
internal sealed class OpenConnection(
    RelationalConnectionDependencies dependencies,
    IRawSqlCommandBuilder rawSqlCommandBuilder,
    IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, rawSqlCommandBuilder, logger)
{
    /// <summary>
    /// The context goes back to its pool. A connection whose transaction could not even be rolled back is given up, and the
    /// transaction with it.
    /// </summary>
    protected override void ResetState(bool disposeDbConnection)
    {
        base.ResetState(disposeDbConnection);
        if (!disposeDbConnection && DbConnection is SqliteConnection { Handle: { } handle } && raw.sqlite3_get_autocommit(handle) == 0)
        {
            base.CloseDbConnection();
        }
    }

    /// <summary>The same: EF's own forgets less than the synchronous one.</summary>
    protected override ValueTask ResetStateAsync(bool disposeDbConnection)
    {
        ResetState(disposeDbConnection);
        return ValueTask.CompletedTask;
    }

    protected override void CloseDbConnection()
    {
    }

    protected override Task CloseDbConnectionAsync() => Task.CompletedTask;
}

internal static class OpenConnections
{
    public static DbContextOptionsBuilder KeepOpen(this DbContextOptionsBuilder options) =>
        options.ReplaceService<ISqliteRelationalConnection, OpenConnection>();
}
