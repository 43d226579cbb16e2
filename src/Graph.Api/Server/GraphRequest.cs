using GraphQL;

namespace Graph.Api.Server;

/// <summary>A GraphQL request of a client, independent of the transport.</summary>
public sealed record GraphRequest(string Query, string? OperationName, Inputs? Variables)
{
    /// <summary>Whether only queries are allowed. It is true for GET, because a GET must change nothing.</summary>
    public bool OnlyQueries { get; init; }

    /// <summary>
    /// The cursor after which a stream resumes. A browser's EventSource sends it as a header, not as `after`.
    /// </summary>
    public string? LastEventId { get; init; }

    /// <summary>
    /// Returns the text of a field in the variables: of a variable of this name, or of a field of an input object. Null
    /// when there is none.
    /// </summary>
    public string? TextOf(string field)
    {
        foreach (var (name, value) in Variables ?? Inputs.Empty)
        {
            var inner = value is IReadOnlyDictionary<string, object?> input && input.TryGetValue(field, out var found) ? found : null;
            if ((name == field ? value : inner) is string text)
            {
                return text;
            }
        }

        return null;
    }
}

/// <summary>The document cannot be executed by this HTTP method. The answer is HTTP 405.</summary>
public sealed class WrongMethodException() : Exception("Only queries may use GET. Send this operation with POST.");
