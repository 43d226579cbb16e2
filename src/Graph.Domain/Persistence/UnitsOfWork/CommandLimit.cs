using Graph.Domain.Persistence.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>How long a single reading command may take.</summary>
public sealed class CommandLimit
{
    private const int SqliteInterrupted = 9;
    private const int SqlServerLockTimedOut = 1222;

    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Returns whether a command was ended because it took too long, or because its operation was cancelled.
    /// </summary>
    public static bool Ended(Exception failure) => Units.CausesOf(failure).Any(cause =>
        cause is SqliteException { SqliteErrorCode: SqliteInterrupted }
            or NpgsqlException { InnerException: TimeoutException }
            or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled }
            or SqlException { Number: SqlServerLockTimedOut }
        || (cause is SqlException timedOut && timedOut.IsCommandTimeout()));
}
