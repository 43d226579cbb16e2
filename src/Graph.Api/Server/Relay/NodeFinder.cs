using Graph.Api.Server.Loading;

namespace Graph.Api.Server.Relay;

/// <summary>Finds nodes by their IDs, as far as the caller of this request may see them.</summary>
public sealed class NodeFinder(NodeSources sources, IServiceProvider services)
{
    public Loading<INode?> Find(GlobalId id) => sources.Find(services, id);

    /// <summary>What a feed shows for an object.</summary>
    public Loading<object?> FindShared(GlobalId id) => sources.FindShared(services, id);
}
