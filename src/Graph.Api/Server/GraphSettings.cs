namespace Graph.Api.Server;

/// <summary>How the API shows itself; `GraphQL__Name` in the configuration.</summary>
public sealed class GraphSettings
{
    /// <summary>Whether the schema can be asked for. On in Development.</summary>
    public bool Introspection { get; set; }

    /// <summary>Whether messages suggest names ("Did you mean …?"). On in Development.</summary>
    public bool Suggestions { get; set; }
}
