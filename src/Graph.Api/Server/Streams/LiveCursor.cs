using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>
/// A position in the order of all live events. There is one order for all streams, so any stream can resume from it.
/// </summary>
internal static class LiveCursor
{
    private const string Name = "live";

    public static string Encode(long sequence) => Cursor.Encode(Name, [sequence]);

    /// <summary>
    /// The position of a row that also stands in a list. Its number there says what comes before it when the row has left
    /// the log.
    /// </summary>
    public static string Encode(long sequence, long number) => Cursor.Encode(Name, [sequence, number]);

    private const string NoCursor =
        "This is not a place in the live streams. Use the `liveCursor` of the last event, or `viewer.liveCursor`.";

    /// <param name="cursor">The cursor.</param>
    /// <param name="path">The argument that holds it; nothing when it came in a header.</param>
    public static long Decode(string cursor, params string[] path) =>
        TryDecode(cursor)?.Place ?? throw GraphError.BadUserInput(NoCursor, path);

    /// <summary>The position in the input of a mutation, and the number in the list if the cursor has one.</summary>
    /// <exception cref="DomainException">A <see cref="ValidationError"/> with this path when it is no position.</exception>
    public static (long Place, long? Number) DecodeInput(string cursor, params string[] path) =>
        TryDecode(cursor) ?? throw Validation.Error(NoCursor, path);

    private static (long Place, long? Number)? TryDecode(string cursor) =>
        Cursor.TryDecode(cursor, Name, [typeof(long)]) is [long only] ? (only, null)
        : Cursor.TryDecode(cursor, Name, [typeof(long), typeof(long)]) is [long place, long number] ? (place, number)
        : null;
}
