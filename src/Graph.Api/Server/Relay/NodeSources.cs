using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>
/// Finds the nodes of each type by their IDs, as far as the caller may see them. Nothing is fetched before it is
/// awaited, so that many IDs of one type are fetched with one command.
/// </summary>
public sealed class NodeSources
{
    private readonly Dictionary<string, Func<IServiceProvider, GlobalId, Loading<INode?>>> _sources = [];
    private readonly Dictionary<string, Func<IServiceProvider, GlobalId, Loading<object?>>> _shared = [];

    /// <summary>Adds a type whose nodes only callers who are signed in may see.</summary>
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

    /// <summary>Adds a type whose nodes everybody may see.</summary>
    public NodeSources AddPublic<TId, TLoaders>(Func<TLoaders, TId, Loading<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            TypeNames.Of(typeof(TId)),
            (services, id) => find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>
    /// Adds what feeds show instead of a node that only its parties may see, for example of a payment. Only callers who
    /// are signed in see it.
    /// </summary>
    public NodeSources AddShared<TId, TLoaders>(Func<TLoaders, TId, Loading<object?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _shared.Add(
            TypeNames.Of(typeof(TId)), (services, id) => find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>Adds a type of which a caller can see one node only, so that it needs no batches.</summary>
    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, Task<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class =>
        Add<TId, TLoaders>((loaders, id) => new Fetched<INode?>(_ => find(loaders, id)));

    public Task<INode?> FindAsync(IServiceProvider services, GlobalId id) => Find(services, id).GetResultAsync();

    public Loading<INode?> Find(IServiceProvider services, GlobalId id) =>
        _sources.TryGetValue(id.TypeName, out var find) ? find(services, id) : Nothing;

    /// <summary>What a feed shows for an object: its shared form if the type has one, otherwise the node.</summary>
    public Loading<object?> FindShared(IServiceProvider services, GlobalId id) =>
        _shared.TryGetValue(id.TypeName, out var find) ? find(services, id) : Find(services, id).Then(node => (object?)node);

    private static Loading<INode?> Nothing => new Loaded<INode?>((INode?)null);
}
