namespace Graph.Api.Server.Streams;

/// <summary>What goes with an operation from its transport to its resolvers, and outlives a scope.</summary>
public sealed class GraphContext : Dictionary<string, object?>
{
    /// <summary>Null outside of subscriptions.</summary>
    public StreamFlow? Flow { get; init; }

    /// <summary>Where an EventSource goes on after it lost its connection.</summary>
    public string? LastEventId { get; init; }
}
