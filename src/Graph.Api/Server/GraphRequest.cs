using GraphQL;

namespace Graph.Api.Server;

/// <summary>What a client asks for, however it was carried here.</summary>
public sealed record GraphRequest(string Query, string? OperationName, Inputs? Variables)
{
    /// <summary>GET changes nothing, so it carries queries only.</summary>
    public bool OnlyQueries { get; init; }

    /// <summary>Where a stream goes on; an EventSource says it by a header instead of `after`.</summary>
    public string? LastEventId { get; init; }
}

/// <summary>A document that needs another way of asking: answered with HTTP 405.</summary>
public sealed class WrongMethodException() : Exception("Only queries may use GET; send this as POST.");
