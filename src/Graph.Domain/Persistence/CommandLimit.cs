using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence;

/// <summary>How long one reading command may take.</summary>
public sealed class CommandLimit
{
    private const int SqliteInterrupted = 9;

    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a command was ended for its time, or because its operation was over.</summary>
    public static bool Ended(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException { SqliteErrorCode: SqliteInterrupted })
            {
                return true;
            }
        }

        return false;
    }
}
