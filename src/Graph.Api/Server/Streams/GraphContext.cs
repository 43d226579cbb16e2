namespace Graph.Api.Server.Streams;

/// <summary>
/// The data that an operation's transport passes to its resolvers. It lives as long as the operation, and not only as
/// long as one scope of services.
/// </summary>
public sealed class GraphContext : Dictionary<string, object?>
{
    /// <summary>The flow of events; null for operations that are not subscriptions.</summary>
    public StreamFlow? Flow { get; init; }

    /// <summary>Whether a mutation of the operation has taken effect.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>The cursor after which an EventSource resumes when it had lost its connection.</summary>
    public string? LastEventId { get; init; }
}
