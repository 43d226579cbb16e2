namespace Graph.Api.Ide;

/// <summary>
/// Whether the IDE is served at `/graphql/`. Set it as `Ide__Enabled` in the configuration; it is on by default in
/// Development.
/// </summary>
public sealed class IdeSettings
{
    public bool Enabled { get; set; }
}
