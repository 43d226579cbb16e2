namespace Graph.Api.Ide;

/// <summary>Whether browsers find the IDE at `/graphql/`; `Ide__Enabled` in the configuration, on in Development.</summary>
public sealed class IdeSettings
{
    public bool Enabled { get; set; }
}
