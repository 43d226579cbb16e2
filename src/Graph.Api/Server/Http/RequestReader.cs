using System.Buffers;
using System.Text.Json;
using GraphQL;

namespace Graph.Api.Server.Http;

/// <summary>A request that cannot be read, with the HTTP status and a message that says what is wrong.</summary>
public sealed class BadRequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}

/// <summary>Reads GraphQL requests from JSON and from query strings.</summary>
public static class RequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    public static async Task<GraphRequest> ReadBodyAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (read.IsCompleted)
            {
                try
                {
                    return Parse(read.Buffer);
                }
                finally
                {
                    body.AdvanceTo(read.Buffer.End);
                }
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static GraphRequest ReadQuery(IQueryCollection query)
    {
        if (query["query"].ToString() is not { Length: > 0 } text)
        {
            throw new BadRequestException(400, "`query` is missing.");
        }

        var variables = query["variables"].ToString();
        var extensions = query["extensions"].ToString();
        try
        {
            _ = extensions.Length == 0 ? null : ParseMap(extensions, "extensions");
            return new GraphRequest(
                text,
                query["operationName"].ToString() is { Length: > 0 } name ? name : null,
                variables.Length == 0 ? null : ParseMap(variables, "variables"));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new BadRequestException(400, "`variables` and `extensions` are JSON objects.");
        }
    }

    /// <summary>Reads a request from a whole JSON text: the body of a POST, or the payload of a message.</summary>
    public static GraphRequest Parse(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var request = ParseRequest(ref reader);
            return reader.Read() ? throw new BadRequestException(400, "Send nothing after the JSON object.") : request;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Text that is not valid UTF-16 (half a surrogate pair) is found only when it is read.
            throw new BadRequestException(400, "The request is not valid JSON.");
        }
    }

    public static GraphRequest ParseRequest(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BadRequestException(400, "A request must be one JSON object.");
        }

        string? query = null, operationName = null;
        Inputs? variables = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "query":
                    query = TextOf(ref reader, name);
                    break;
                case "operationName":
                    operationName = TextOf(ref reader, name);
                    break;
                case "variables":
                    variables = MapOf(ref reader, name);
                    break;
                case "extensions":
                    MapOf(ref reader, name);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new GraphRequest(
            query ?? throw new BadRequestException(400, "`query` is missing."), operationName, variables);
    }

    private static Inputs? ParseMap(string json, string name)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), Options);
        reader.Read();
        return MapOf(ref reader, name);
    }

    private static string? TextOf(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw new BadRequestException(400, $"`{name}` is a string."),
    };

    private static Inputs? MapOf(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.StartObject => new Inputs((Dictionary<string, object?>)ValueOf(ref reader)!),
        JsonTokenType.Null => null,
        _ => throw new BadRequestException(400, $"`{name}` is an object."),
    };

    private static object? ValueOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return NumberOf(ref reader);
            case JsonTokenType.StartArray:
                var items = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ValueOf(ref reader));
                }

                return items;
            default:
                var fields = new Dictionary<string, object?>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    fields[name] = ValueOf(ref reader);
                }

                return fields;
        }
    }

    private static object NumberOf(ref Utf8JsonReader reader) =>
        reader.TryGetInt32(out var small) ? small
        : reader.TryGetInt64(out var large) ? large
        : reader.TryGetDecimal(out var exact) ? exact
        : reader.GetDouble();

    private static BadRequestException TooLarge(int maxBytes) =>
        new(413, $"A request may have at most {maxBytes} bytes.");
}
