using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// The one connection through which this process writes to a database. SQLite has one writer at a time in any case; on a
/// connection of its own the pages that it needs stay in memory, where every other writer makes a connection forget them,
/// and its statements stay prepared.
/// </summary>
public sealed class SqliteWriter : IDisposable
{
    /// <summary>Up to 64 MiB of pages; and a page that is written again and again goes to its place every 16 MiB only.</summary>
    private const string Pragmas = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, SqliteWriter> Writers = [];

    private readonly string _database;
    private readonly WriterQueue _queue = new();
    private int _sharers;
    private SqliteGraphDb? _holder;

    private SqliteWriter(string database) => _database = database;

    /// <summary>All who use the same database share its writer; who is done with it disposes it, and the last one closes it.</summary>
    public static SqliteWriter Of(string database)
    {
        lock (Gate)
        {
            if (!Writers.TryGetValue(database, out var writer))
            {
                Writers.Add(database, writer = new SqliteWriter(database));
            }

            writer._sharers++;
            return writer;
        }
    }

    /// <summary>Waits in line. The connection is the caller's until the turn is disposed.</summary>
    /// <param name="open">A context of its own, whose connection is set up as all are.</param>
    /// <param name="cancellationToken">Leaves the line.</param>
    internal async Task<Turn> WaitAsync(Func<SqliteGraphDb> open, CancellationToken cancellationToken)
    {
        var place = await _queue.WaitAsync(cancellationToken);
        try
        {
            return new Turn(this, place, _holder is null ? Open(_holder = open()) : ConnectionOf(_holder));
        }
        catch
        {
            Close();
            place.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (--_sharers > 0)
            {
                return;
            }

            Writers.Remove(_database);
        }

        Close();
    }

    private static SqliteConnection Open(SqliteGraphDb holder)
    {
        holder.Database.OpenConnection();
        var connection = ConnectionOf(holder);
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Pragmas;
        pragmas.ExecuteNonQuery();
        return connection;
    }

    private static SqliteConnection ConnectionOf(SqliteGraphDb holder) => (SqliteConnection)holder.Database.GetDbConnection();

    private void Close()
    {
        _holder?.Dispose();
        _holder = null;
    }

    /// <summary>The right to write, until it is disposed.</summary>
    internal sealed class Turn(SqliteWriter writer, IDisposable place, SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public void Dispose()
        {
            // A transaction that could not even be rolled back goes with its connection.
            if (connection.Handle is not { } handle || raw.sqlite3_get_autocommit(handle) == 0)
            {
                writer.Close();
            }

            place.Dispose();
        }
    }
}
