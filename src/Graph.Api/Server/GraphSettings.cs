namespace Graph.Api.Server;

/// <summary>Settings of the API. Set each as `GraphQL__Name` in the configuration.</summary>
public sealed class GraphSettings
{
    /// <summary>Whether introspection of the schema is allowed. It is on by default in Development.</summary>
    public bool Introspection { get; set; }

    /// <summary>Whether messages suggest names ("Did you mean …?"). It is on by default in Development.</summary>
    public bool Suggestions { get; set; }
}
