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

    /// <summary>
    /// The value of a column. It takes the connection's lock, which the functions below do not. The value lives until the
    /// statement's next step, and only the thread that reads the row may use it.
    /// </summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_value"), SuppressGCTransition]
    public static extern nint Value(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_value_type"), SuppressGCTransition]
    public static extern int Type(nint value);

    [DllImport(Library, EntryPoint = "sqlite3_value_int64"), SuppressGCTransition]
    public static extern long Int64(nint value);

    /// <summary>Text in UTF-8. Ask for it before its length.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_value_text"), SuppressGCTransition]
    public static extern nint Text8(nint value);

    [DllImport(Library, EntryPoint = "sqlite3_value_blob"), SuppressGCTransition]
    public static extern nint Blob8(nint value);

    /// <summary>The length of a text or blob.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_value_bytes"), SuppressGCTransition]
    public static extern int Bytes(nint value);
}
