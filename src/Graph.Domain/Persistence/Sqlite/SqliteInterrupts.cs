using System.Data.Common;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Interrupts reads that are cancelled or take too long. SQLite runs a command on the caller's thread and ignores
/// cancellation tokens. Commands inside a transaction are not interrupted, because an interrupt may roll back the
/// whole transaction.
/// </summary>
public sealed class SqliteInterrupts(CommandLimit limit) : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (command is KeptCommand { Transaction: null } kept)
        {
            kept.Watch(limit.Time, cancellationToken);
        }

        return ValueTask.FromResult(result);
    }

    /// <summary>
    /// Ends the watch when the reader closes. SQLite computes rows while they are read, so the command runs until
    /// then.
    /// </summary>
    public override ValueTask<InterceptionResult> DataReaderClosingAsync(
        DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        (command as KeptCommand)?.Unwatch();
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(
        DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        (command as KeptCommand)?.Unwatch();
        return result;
    }

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        (command as KeptCommand)?.Unwatch();
        return Task.CompletedTask;
    }

    public override Task CommandCanceledAsync(
        DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (command as KeptCommand)?.Unwatch();
        return Task.CompletedTask;
    }
}
