using System.Text.Json;
using Graph.Api.Server.Http;

namespace Graph.Api.Server.WebSockets;

/// <summary>A message from the client.</summary>
public sealed record SocketMessage(string Type)
{
    public string? Id { get; init; }

    /// <summary>The request in a message `subscribe`.</summary>
    public GraphRequest? Request { get; init; }

    /// <summary>
    /// The token in a message `connection_init`: `{"authorization": "Bearer …"}`. The key may be in upper or lower
    /// case.
    /// </summary>
    public string? Authorization { get; init; }

    /// <exception cref="SocketClosedException">The message breaks the protocol.</exception>
    public static SocketMessage Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var message = document.RootElement;
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

        var found = payload.EnumerateObject()
            .FirstOrDefault(property => property.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase));
        return found.Value.ValueKind == JsonValueKind.String ? found.Value.GetString() : null;
    }

    private static string IdOf(JsonElement message) =>
        TextOf(message, "id") is { Length: > 0 and <= 100 } id ? id : throw Bad("Message has no id");

    private static string? TextOf(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static SocketClosedException Bad(string reason) => new(SocketClose.BadRequest(reason));
}
