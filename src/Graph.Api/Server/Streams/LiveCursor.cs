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

    private const string NoCursor =
        "This is not a place in the live streams. Use the `liveCursor` of the last event, or `viewer.liveCursor`.";

    public static long Decode(string cursor) => (long)Cursor.Decode(cursor, Name, [typeof(long)], NoCursor)[0];

    /// <summary>The position in the input of a mutation.</summary>
    /// <exception cref="DomainException">A <see cref="ValidationError"/> with this path when it is no position.</exception>
    public static long DecodeInput(string cursor, params string[] path) =>
        Cursor.TryDecode(cursor, Name, [typeof(long)]) is [long place] ? place : throw Validation.Error(NoCursor, path);
}
