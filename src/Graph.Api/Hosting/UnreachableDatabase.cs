using System.Data.Common;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.Sqlite;

namespace Graph.Api.Hosting;

/// <summary>Says in one sentence why the program ends when its database does not let it in.</summary>
internal static class UnreachableDatabase
{
    /// <summary>SQLite's code for a file that cannot be opened (SQLITE_CANTOPEN).</summary>
    private const int CannotOpen = 14;

    /// <summary>What to do about a failure; null if the database was reached and something else is wrong.</summary>
    public static string? Describe(Exception failure, Units units)
    {
        if (failure is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            return $"The file of the database cannot be opened: {failure.Message} Look at ConnectionStrings__Graph and Data__Folder.";
        }

        var cause = failure;
        while (cause is not DbException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        // Class 28 refuses the user or the password, and 3D000 is a database that does not exist.
        var isRefused = cause is DbException { SqlState: ['2', '8', ..] or "3D000" } or SqliteException { SqliteErrorCode: CannotOpen };
        return isRefused || units.IsOutage(failure)
            ? $"The database cannot be reached: {cause.Message} Look at ConnectionStrings__Graph, and whether the server runs."
            : null;
    }
}
