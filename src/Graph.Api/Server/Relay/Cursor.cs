using System.Buffers.Text;
using System.Text.Json;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Scalars;

namespace Graph.Api.Server.Relay;

/// <summary>
/// The opaque place in a list: which list, and the sort keys of the item. Keys travel as JSON, so that a cursor stays
/// valid while rows come and go, and is of no use in another list.
/// </summary>
internal static class Cursor
{
    private const int MaxLength = 1_000;

    public static string Encode(string list, IReadOnlyList<object> keys) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new object[] { list }.Concat(keys)));

    private const string NoCursor = "This is no cursor of this list; take one from its `pageInfo` or `edges`.";

    public static object[] Decode(string cursor, string list, IReadOnlyList<Type> types, string otherwise = NoCursor)
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
            // Answered below, like a cursor of another list.
        }

        throw GraphError.BadUserInput(otherwise);
    }
}
