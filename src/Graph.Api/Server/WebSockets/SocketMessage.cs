using System.Text.Json;
using Graph.Api.Server.Http;

namespace Graph.Api.Server.WebSockets;

/// <summary>A message from the client.</summary>
public sealed record SocketMessage(string Type)
{
    private const int MaxId = 100;

    /// <summary>Where clients of other servers put the token. If it was ignored, its owner would be anonymous and not know it.</summary>
    private static readonly string[] OtherNames = ["token", "authToken", "accessToken", "access_token"];

    public string? Id { get; init; }

    /// <summary>The request in a message `subscribe`.</summary>
    public GraphRequest? Request { get; init; }

    /// <summary>
    /// The token in a message `connection_init`: `{"authorization": "Bearer …"}`, or the same inside `headers`, where some
    /// clients put it. The keys may be in upper or lower case.
    /// </summary>
    public string? Authorization { get; init; }

    /// <exception cref="SocketClosedException">The message breaks the protocol.</exception>
    public static SocketMessage Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);

            // The reader refuses what comes after the value, but only when it is asked for more.
            reader.Read();
            var message = document.RootElement;
            RequireOnce(message);
            var type = TextOf(message, "type") ?? throw Bad("Message has no type");
            return type switch
            {
                "connection_init" => new(type) { Authorization = AuthorizationOf(message) },
                "ping" or "pong" => new(type),
                "complete" => new(type) { Id = IdOf(message) },
                "subscribe" => new(type) { Id = IdOf(message), Request = RequestOf(message) },
                _ => throw Bad($"Unexpected message of type {type}"),
            };
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Text that is not valid UTF-16 is found only when it is read.
            throw Bad("Message is not valid JSON");
        }
        catch (BadRequestException bad)
        {
            throw Bad(bad.Message);
        }
    }

    private static GraphRequest RequestOf(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload))
        {
            throw Bad("subscribe has no payload");
        }

        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(payload));
        reader.Read();
        return RequestReader.ParseRequest(ref reader);
    }

    private static string? AuthorizationOf(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (payload.ValueKind != JsonValueKind.Object)
        {
            throw Bad("The payload of connection_init must be an object");
        }

        var own = ValueOf(FieldOf(payload, "authorization"), "authorization");
        var headers = FieldOf(payload, "headers");
        var header = headers.ValueKind switch
        {
            JsonValueKind.Object => ValueOf(FieldOf(headers, "authorization"), "headers.authorization"),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => throw Bad("`headers` is an object"),
        };
        if (own is null && header is null && (HasOtherName(payload) || HasOtherName(headers)))
        {
            throw Bad("Send the token as `authorization`: \"Bearer …\"");
        }

        return own is null || header is null || own == header
            ? own ?? header
            : throw Bad("`authorization` and `headers.authorization` differ");
    }

    /// <summary>Whether a token stands where it is not looked for. Clients without one may send an empty text there.</summary>
    private static bool HasOtherName(JsonElement found) => found.ValueKind == JsonValueKind.Object
        && Array.Exists(OtherNames, name => FieldOf(found, name) is { ValueKind: JsonValueKind.String } other && other.GetString() is { Length: > 0 });

    private static JsonElement FieldOf(JsonElement found, string name)
    {
        var values = found.EnumerateObject().Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return values.Count > 1 ? throw Twice(values[1].Name) : values.FirstOrDefault().Value;
    }

    private static string IdOf(JsonElement message) => TextOf(message, "id") switch
    {
        null => throw Bad("Message has no id"),
        { Length: > 0 and <= MaxId } id => id,
        _ => throw Bad($"An id has 1 to {MaxId} characters"),
    };

    private static string? TextOf(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) ? ValueOf(value, name) : null;

    /// <summary>The text of a field; null when it is null or missing. Any other value is refused, so that it is not taken for none.</summary>
    private static string? ValueOf(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => throw Bad($"`{name}` is a string"),
    };

    /// <summary>Readers of JSON differ in which of two values counts, as RequestReader says for HTTP.</summary>
    private static void RequireOnce(JsonElement found)
    {
        if (found.ValueKind != JsonValueKind.Object)
        {
            throw Bad("A message must be one JSON object");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        if (found.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !names.Add(name)) is { } twice)
        {
            throw Twice(twice);
        }
    }

    private static SocketClosedException Twice(string name) =>
        Bad(name.Length > MaxId ? "A name is given twice in one object" : $"`{name}` is given twice in one object");

    private static SocketClosedException Bad(string reason) => new(SocketClose.BadRequest(reason));
}
