using System.Runtime.InteropServices;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// SQLite's functions that read a column of the current row. They return at once and call nothing back, so the runtime need
/// not prepare its thread for a long call.
/// </summary>
internal static class SqliteNative
{
    public const int Integer = 1;
    public const int Text = 3;
    public const int Blob = 4;
    public const int Null = 5;

    private const string Library = "e_sqlite3";

    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static extern int Type(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static extern long Int64(nint statement, int column);

    /// <summary>Text in UTF-8. Ask for it before its length.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_text"), SuppressGCTransition]
    public static extern nint Text8(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
    public static extern nint Blob8(nint statement, int column);

    /// <summary>The length of a text or blob.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    public static extern int Bytes(nint statement, int column);
}
