using Graph.Api.Server.Relay;

namespace Graph.Api.Server.Streams;

/// <summary>A place in the one order of all live events; any stream can go on from it.</summary>
internal static class LiveCursor
{
    private const string Name = "live";

    public static string Encode(long sequence) => Cursor.Encode(Name, [sequence]);

    private const string NoCursor =
        "This is no cursor of a live stream; take `cursor` of the last event's own node, or `viewer.liveCursor`.";

    public static long Decode(string cursor) => (long)Cursor.Decode(cursor, Name, [typeof(long)], NoCursor)[0];
}
