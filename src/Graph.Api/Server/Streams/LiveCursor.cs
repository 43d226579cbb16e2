using Graph.Api.Server.Relay;

namespace Graph.Api.Server.Streams;

/// <summary>
/// A position in the order of all live events. There is one order for all streams, so any stream can resume from it.
/// </summary>
internal static class LiveCursor
{
    private const string Name = "live";

    public static string Encode(long sequence) => Cursor.Encode(Name, [sequence]);

    private const string NoCursor =
        "This is not the cursor of a live stream. Use the `cursor` of the last event, or `viewer.liveCursor`.";

    public static long Decode(string cursor) => (long)Cursor.Decode(cursor, Name, [typeof(long)], NoCursor)[0];
}
