using System.Buffers.Text;
using System.Text.Json;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Scalars;

namespace Graph.Api.Server.Relay;

/// <summary>
/// The opaque position of an item in a list. It holds the name of the list and the sort keys of the item, as JSON. So
/// a cursor stays valid when rows are added or removed, and it is refused in another list.
/// </summary>
internal static class Cursor
{
    private const int MaxLength = 1_000;

    public static string Encode(string list, IReadOnlyList<object> keys) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new object[] { list }.Concat(keys)));

    private const string NoCursor = "The cursor does not belong to this list. Use one from its `pageInfo` or `edges`.";

    public static object[] Decode(string cursor, string list, IReadOnlyList<Type> types, string argument) =>
        TryDecode(cursor, list, types) ?? throw GraphError.BadUserInput(NoCursor, argument);

    /// <summary>Returns the keys; null when the text is no cursor of the list.</summary>
    public static object[]? TryDecode(string cursor, string list, IReadOnlyList<Type> types)
    {
        try
        {
            if (cursor.Length <= MaxLength && Base64Url.IsValid(cursor))
            {
                var parts = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor));
                if (parts is not null && parts.Length == types.Count + 1 && parts[0].GetString() == list)
                {
                    object?[] keys = [.. types.Select((type, i) => parts[i + 1].Deserialize(type))];
                    if (keys.All(key => key is not null and not DateTime { Kind: not DateTimeKind.Utc })
                        && keys.OfType<string>().All(TextGraphType.IsText))
                    {
                        return keys!;
                    }
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            // A malformed cursor is refused below, like a cursor of another list.
        }

        return null;
    }
}
