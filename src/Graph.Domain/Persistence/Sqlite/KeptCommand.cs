using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// A command that returns to its shelf when it is disposed. Disposing it on the shelf, for example when its
/// connection closes, really ends it. Its rows are read by <see cref="SqliteRows"/>.
/// </summary>
internal sealed class KeptCommand(CommandShelf shelf) : SqliteCommand
{
    public bool IsShelved { get; set; }

    private bool IsWatched { get; set; }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => new SqliteRows(ExecuteReader(behavior));

    /// <summary>
    /// Reads are interrupted when they are cancelled or take too long. SQLite runs a command on the caller's thread and ignores
    /// cancellation tokens. It computes rows while they are read, so the command runs until it is disposed. Commands inside a transaction
    /// are not interrupted, because an interrupt may roll back the whole transaction.
    /// </summary>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<DbDataReader>(cancellationToken);
        }

        if (Transaction is null && !IsWatched && Connection?.Handle is { } handle)
        {
            IsWatched = true;
            shelf.Watch.Enter(handle, shelf.Limit.Time, cancellationToken);
        }

        try
        {
            return Task.FromResult(ExecuteDbDataReader(behavior));
        }
        catch (Exception failure)
        {
            Unwatch();
            return Task.FromException<DbDataReader>(failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Unwatch();
        if (disposing && !IsShelved)
        {
            Transaction = null;
            Parameters.Clear();

            // A connection that closes disposes of its commands, also of one whose rows are still read. That one must not come back.
            if (DataReader is null && shelf.Put(this))
            {
                return;
            }
        }

        if (disposing && IsShelved)
        {
            shelf.Remove(this);
        }

        base.Dispose(disposing);
    }

    private void Unwatch()
    {
        if (IsWatched)
        {
            IsWatched = false;
            shelf.Watch.Leave();
        }
    }
}
