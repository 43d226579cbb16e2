using System.Data.Common;
using System.Runtime.CompilerServices;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Interrupts reads that are cancelled or take too long. SQLite runs a command on the caller's thread and ignores
/// cancellation tokens. Commands inside a transaction are not interrupted, because an interrupt may roll back the
/// whole transaction.
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

    /// <summary>
    /// Ends the watch when the reader closes. SQLite computes rows while they are read, so the command runs until
    /// then.
    /// </summary>
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

    public override Task CommandCanceledAsync(
        DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
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
        /// <summary>
        /// SQLite ignores an interrupt that comes before the first step, so the interrupt is repeated at this
        /// interval.
        /// </summary>
        private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

        private readonly Lock _gate = new();
        private readonly sqlite3 _handle;
        private readonly Timer _timer;
        private readonly CancellationTokenRegistration _cancelled;
        private bool _isOver;

        public Watch(sqlite3 handle, TimeSpan time, CancellationToken cancellationToken)
        {
            _handle = handle;
            _timer = new Timer(_ => Interrupt(), null, time, Again);
            _cancelled = cancellationToken.Register(() => _timer.Change(TimeSpan.Zero, Again));
        }

        /// <summary>
        /// Ends the watch. After this returns, no more interrupt can come that would hit the next command.
        /// </summary>
        public void Dispose()
        {
            lock (_gate)
            {
                _isOver = true;
            }

            _cancelled.Dispose();
            _timer.Dispose();
        }

        private void Interrupt()
        {
            lock (_gate)
            {
                if (!_isOver)
                {
                    raw.sqlite3_interrupt(_handle);
                }
            }
        }
    }
}
