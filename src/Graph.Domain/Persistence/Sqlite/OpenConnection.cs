using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

// EF marks this class as internal although it is meant for derivation. If it changes, nearly every test fails.
#pragma warning disable EF1001

/// <summary>
/// A connection that stays open as long as its context is pooled. Opening a connection runs pragmas and registers
/// about twenty functions; closing it undoes that and forgets every prepared statement.
/// </summary>
internal sealed class OpenConnection(
    RelationalConnectionDependencies dependencies,
    IRawSqlCommandBuilder rawSqlCommandBuilder,
    IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, rawSqlCommandBuilder, logger)
{
    private CommandShelf? _shelf;

    /// <summary>The prepared commands of the connection that is used now.</summary>
    public CommandShelf Shelf => _shelf is { } shelf && shelf.Connection == DbConnection ? shelf : _shelf = new CommandShelf(
        (SqliteConnection)DbConnection, LimitIn(Dependencies.ContextOptions));

    private static CommandLimit LimitIn(IDbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<CommandLimit>() ?? new CommandLimit();

    /// <summary>
    /// Runs when the context goes back to its pool. A connection whose transaction could not be rolled back is closed,
    /// which ends the transaction.
    /// </summary>
    protected override void ResetState(bool disposeDbConnection)
    {
        base.ResetState(disposeDbConnection);
        if (!disposeDbConnection && DbConnection is SqliteConnection { Handle: { } handle } && raw.sqlite3_get_autocommit(handle) == 0)
        {
            base.CloseDbConnection();
        }
    }

    /// <summary>Calls the synchronous method, because EF's asynchronous one resets less.</summary>
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
