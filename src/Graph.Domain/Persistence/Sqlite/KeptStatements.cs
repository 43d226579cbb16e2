using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Prepares each statement once per connection and keeps it. EF makes a new command each time, and SQLite takes longer
/// to compile the SQL than to run it.
/// </summary>
public sealed class KeptStatements : DbCommandInterceptor
{
    private static readonly ConditionalWeakTable<SqliteConnection, Shelf> Shelves = [];

    /// <summary>Replaces the command that EF has set up by a kept command with the same text and parameters.</summary>
    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (result is not SqliteCommand { Connection: { } connection } fresh )
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

    /// <summary>The commands of one connection that are not in use, the least recently used first.</summary>
    private sealed class Shelf
    {
        private const int Places = 100;

        private readonly Dictionary<string, LinkedListNode<KeptCommand>> _byText = [];
        private readonly LinkedList<KeptCommand> _byUse = [];

        public KeptCommand? Take(string text)
        {
            if (!_byText.Remove(text, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            node.Value.IsShelved = false;
            return node.Value;
        }

        /// <summary>
        /// Puts a command back. Returns false when the same statement is there already, because it was in use twice at
        /// once, or when the connection is closed.
        /// </summary>
        public bool Put(KeptCommand command)
        {
            if (command.Connection?.State != ConnectionState.Open || _byText.ContainsKey(command.CommandText))
            {
                return false;
            }

            _byText.Add(command.CommandText, _byUse.AddLast(command));
            command.IsShelved = true;
            if (_byUse.Count > Places)
            {
                _byUse.First!.Value.Dispose();
            }

            return true;
        }
    }

    /// <summary>
    /// A command that returns to its shelf when it is disposed. Disposing it on the shelf, for example when its
    /// connection closes, really ends it.
    /// </summary>
    private sealed class KeptCommand(Shelf shelf) : SqliteCommand
    {
        public bool IsShelved { get; set; }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !IsShelved)
            {
                Transaction = null;
                Parameters.Clear();
                if (shelf.Put(this))
                {
                    return;
                }
            }

            if (disposing && IsShelved)
            {
                shelf.Take(CommandText);
            }

            base.Dispose(disposing);
        }
    }
}
