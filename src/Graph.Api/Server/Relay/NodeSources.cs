using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>
/// How each type of node is found by its id: as the caller may see it, or not at all. Nothing is fetched before it is
/// awaited, so that many ids of one type are fetched with one command.
/// </summary>
public sealed class NodeSources
{
    private readonly Dictionary<string, Func<IServiceProvider, GlobalId, Loading<INode?>>> _sources = [];

    /// <summary>For what only who is signed in may see.</summary>
    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, Loading<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            TypeNames.Of(typeof(TId)),
            (services, id) => services.GetRequiredService<Caller>().Id is null
                ? Nothing
                : find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>For what everybody may see.</summary>
    public NodeSources AddPublic<TId, TLoaders>(Func<TLoaders, TId, Loading<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            TypeNames.Of(typeof(TId)),
            (services, id) => find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>For what there is one of.</summary>
    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, Task<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class =>
        Add<TId, TLoaders>((loaders, id) => new Fetched<INode?>(_ => find(loaders, id)));

    public Task<INode?> FindAsync(IServiceProvider services, GlobalId id) => Find(services, id).GetResultAsync();

    public Loading<INode?> Find(IServiceProvider services, GlobalId id) =>
        _sources.TryGetValue(id.TypeName, out var find) ? find(services, id) : Nothing;

    private static Loading<INode?> Nothing => new Loaded<INode?>((INode?)null);
}
