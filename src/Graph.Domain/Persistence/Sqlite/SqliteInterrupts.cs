using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// SQLite runs a command on the caller's thread and looks at no token. A read is interrupted here when its operation is
/// cancelled or it takes too long; what runs inside a transaction is left alone, for an interrupt would undo it all.
/// </summary>
public sealed class SqliteInterrupts(CommandLimit limit) : DbCommandInterceptor
{
    private readonly ConditionalWeakTable<DbCommand, Watch> _watches = [];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (command is { Transaction: null, Connection: SqliteConnection { Handle: { } handle } })
        {
            _watches.AddOrUpdate(command, new Watch(handle, limit.Time, cancellationToken));
        }

        return ValueTask.FromResult(result);
    }

    /// <summary>Rows are computed as they are read: a command is over when its reader is.</summary>
    public override ValueTask<InterceptionResult> DataReaderClosingAsync(
        DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        Release(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(
        DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        Release(command);
        return result;
    }

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Release(command);
        return Task.CompletedTask;
    }

    private void Release(DbCommand command)
    {
        if (_watches.TryGetValue(command, out var watch))
        {
            _watches.Remove(command);
            watch.Dispose();
        }
    }

    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _over;
        private readonly CancellationTokenRegistration _interrupt;

        public Watch(sqlite3 handle, TimeSpan time, CancellationToken cancellationToken)
        {
            _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _interrupt = _over.Token.Register(() => raw.sqlite3_interrupt(handle));
            _over.CancelAfter(time);
        }

        /// <summary>Waits for an interrupt that is just happening, so that it cannot hit the next command.</summary>
        public void Dispose()
        {
            _interrupt.Dispose();
            _over.Dispose();
        }
    }
}
