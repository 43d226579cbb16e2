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
}

/// <summary>The document cannot be executed by this HTTP method. The answer is HTTP 405.</summary>
public sealed class WrongMethodException() : Exception("Only queries may use GET. Send this operation with POST.");
