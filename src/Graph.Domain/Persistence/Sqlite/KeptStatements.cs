using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Prepares each statement once per connection and keeps it. EF makes a new command each time, and SQLite takes longer
/// to compile the SQL than to run it. Its rows are read by <see cref="SqliteRows"/>.
/// </summary>
public sealed class KeptStatements : DbCommandInterceptor
{
    private static readonly ConditionalWeakTable<SqliteConnection, CommandShelf> Shelves = [];

    /// <summary>Replaces the command that EF has set up by a kept command with the same text and parameters.</summary>
    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (result is not SqliteCommand { Connection: { } connection } fresh)
        {
            return result;
        }

        var shelf = Shelves.GetOrCreateValue(connection);
        var kept = shelf.Take(fresh.CommandText) ?? new KeptCommand(shelf) { CommandText = fresh.CommandText, Connection = connection };
        kept.Transaction = fresh.Transaction;
        kept.CommandTimeout = fresh.CommandTimeout;
        foreach (SqliteParameter parameter in fresh.Parameters)
        {
            kept.Parameters.Add(parameter);
        }

        fresh.Dispose();
        return kept;
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result) =>
        result is SqliteDataReader rows ? new SqliteRows(rows) : result;

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ReaderExecuted(command, eventData, result));
}
