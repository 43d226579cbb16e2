using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>Keeps other users of the operating system from reading the database.</summary>
internal static class SqliteFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes the file, if there is none, so that only its owner may read and write it; or makes an existing one so.
    /// SQLite gives the log and its index the same mode as the file.
    /// </summary>
    /// <exception cref="UnfitDatabaseException">The operating system refuses it.</exception>
    public static void Protect(string connection)
    {
        var source = new SqliteConnectionStringBuilder(connection);
        if (OperatingSystem.IsWindows() || source.Mode == SqliteOpenMode.Memory || source.DataSource is "" or ":memory:"
            || source.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var file = Path.GetFullPath(source.DataSource);
        try
        {
            ProtectFile(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UnfitDatabaseException(
                $"The file of the database cannot be made or kept from others: {refused.Message} Look at Data__Folder, or at ConnectionStrings__Graph if it is set.",
                refused);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void ProtectFile(string file)
    {
        if (!File.Exists(file))
        {
            using var made = new FileStream(
                file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = OwnerOnly });
            return;
        }

        foreach (var part in (string[])[file, file + "-wal", file + "-shm"])
        {
            if (File.Exists(part))
            {
                File.SetUnixFileMode(part, OwnerOnly);
            }
        }
    }
}
