using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graph.Api.Server.Errors;
using GraphQL;
using GraphQL.Execution;

namespace Graph.Api.Server.Http;

/// <summary>
/// Writes a result directly from the engine's nodes into JSON. For speed it makes no tree and no strings in between.
/// </summary>
public sealed class ResultWriter(ErrorTranslation errors)
{
    public static readonly JsonWriterOptions Options = new()
    {
        // Chinese names are not escaped, so that they stay readable. That is safe, because the JSON is never part of a
        // page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public void Write(Utf8JsonWriter json, ExecutionResult result, string requestId)
    {
        json.WriteStartObject();
        if (result.Errors is { Count: > 0 } found)
        {
            json.WritePropertyName("errors");
            WriteErrors(json, found, requestId);
        }

        if (result.Executed)
        {
            json.WritePropertyName("data");
            WriteData(json, result.Data);
        }

        json.WriteStartObject("extensions");
        json.WriteString("requestId", requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteErrors(Utf8JsonWriter json, IEnumerable<ExecutionError> found, string requestId)
    {
        json.WriteStartArray();
        foreach (var error in found)
        {
            WriteError(json, error, errors.Translate(error, requestId));
        }

        json.WriteEndArray();
    }

    /// <summary>The data of a result as JSON, for a result that is sent many times.</summary>
    public static WrittenData Written(ExecutionNode data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteNode(json, data);
        }

        return new WrittenData(buffer.WrittenSpan.ToArray());
    }

    private static void WriteData(Utf8JsonWriter json, object? data)
    {
        if (data is WrittenData written)
        {
            json.WriteRawValue(written.Json, skipInputValidation: true);
            return;
        }

        WriteNode(json, data as ExecutionNode);
    }

    private static void WriteError(Utf8JsonWriter json, ExecutionError error, TranslatedError translated)
    {
        json.WriteStartObject();
        json.WriteString("message", translated.Message);
        if (error.Locations is { Count: > 0 } locations)
        {
            json.WriteStartArray("locations");
            foreach (var location in locations)
            {
                json.WriteStartObject();
                json.WriteNumber("line", location.Line);
                json.WriteNumber("column", location.Column);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (error.Path is { } path)
        {
            json.WriteStartArray("path");
            foreach (var step in path)
            {
                WriteValue(json, step);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("extensions");
        json.WriteString("code", translated.Code);
        foreach (var (name, value) in translated.Extensions ?? new Dictionary<string, object?>())
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, ExecutionNode? node)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                json.WriteStartObject();
                foreach (var field in fields)
                {
                    json.WritePropertyName(field.Name!);
                    WriteNode(json, field);
                }

                json.WriteEndObject();
                break;
            case ArrayExecutionNode { Items: { } items }:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteNode(json, item);
                }

                json.WriteEndArray();
                break;
            case ArrayExecutionNode { SerializedResult: { } serialized }:
                WriteValue(json, serialized);
                break;
            case null or ObjectExecutionNode or ArrayExecutionNode or NullExecutionNode:
                json.WriteNullValue();
                break;
            default:
                WriteValue(json, node.ToValue());
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"No scalar writes a {value.GetType().Name}.");
        }
    }
}

/// <summary>The data of a result that was written before.</summary>
/// <param name="Json">The JSON text, in UTF-8.</param>
public sealed record WrittenData(byte[] Json);
