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
        var text = ParameterOf(query, "query") ?? throw new BadRequestException(400, "`query` is missing.");
        _ = ParseMap(query, "extensions");
        return new GraphRequest(text, ParameterOf(query, "operationName"), ParseMap(query, "variables"));
    }

    /// <summary>Reads a request from a whole JSON text: the body of a POST, or the payload of a message.</summary>
    public static GraphRequest Parse(ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(json), Options);
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
        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            RequireNew(names.Add(name), name);
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

    /// <summary>A parameter of the address; null when it is missing or empty.</summary>
    private static string? ParameterOf(IQueryCollection query, string name) => query[name] switch
    {
        { Count: > 1 } => throw new BadRequestException(400, $"`{name}` is given twice."),
        var given => given.ToString() is { Length: > 0 } text ? text : null,
    };

    private static Inputs? ParseMap(IQueryCollection query, string name)
    {
        if (ParameterOf(query, name) is not { } json)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), Options);
            reader.Read();
            var map = MapOf(ref reader, name);
            return reader.Read() ? throw NoMap(name) : map;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw NoMap(name);
        }
    }

    private static BadRequestException NoMap(string name) => new(400, $"`{name}` is a JSON object.");

    /// <summary>The text without the mark of UTF-8 (U+FEFF) at its beginning, which some editors and clients put there.</summary>
    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> json)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return json.Length >= mark.Length && json.Slice(0, mark.Length).ToArray().AsSpan().SequenceEqual(mark)
            ? json.Slice(mark.Length)
            : json;
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
                    RequireNew(fields.TryAdd(name, ValueOf(ref reader)), name);
                }

                return fields;
        }
    }

    /// <summary>Readers of JSON differ in which of two values counts, so a checker and the server could.</summary>
    private static void RequireNew(bool isNew, string name)
    {
        if (!isNew)
        {
            throw new BadRequestException(400, $"`{name}` is given twice in one object.");
        }
    }

    /// <summary>JSON has one kind of number: 20.0 and 2e1 are the integer 20, as JavaScript reads them too.</summary>
    private static object NumberOf(ref Utf8JsonReader reader) =>
        reader.TryGetInt32(out var small) ? small
        : reader.TryGetInt64(out var large) ? large
        : reader.TryGetDecimal(out var exact)
            ? decimal.IsInteger(exact) && exact is >= int.MinValue and <= int.MaxValue ? (object)(int)exact : exact
        : reader.GetDouble() is var near && double.IsFinite(near) ? near
        : throw new BadRequestException(400, "A number is too large.");

    private static BadRequestException TooLarge(int maxBytes) =>
        new(413, $"A request may have at most {maxBytes} bytes.");
}
