using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>How each type of node is found by its id: as the caller may see it, or not at all.</summary>
public sealed class NodeSources
{
    private readonly Dictionary<string, Func<IServiceProvider, GlobalId, Task<INode?>>> _sources = [];

    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, Task<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            GlobalId.TypeNameOf(typeof(TId)),
            (services, id) => find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    public Task<INode?> FindAsync(IServiceProvider services, GlobalId id) =>
        _sources.TryGetValue(id.TypeName, out var find) ? find(services, id) : Task.FromResult<INode?>(null);
}
