using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Shared;
using GraphQL.DataLoader;

namespace Graph.Api.Server.Relay;

/// <summary>
/// How each type of node is found by its id: as the caller may see it, or not at all. Nothing is fetched before it is
/// awaited, so that many ids of one type are fetched with one command.
/// </summary>
public sealed class NodeSources
{
    private readonly Dictionary<string, Func<IServiceProvider, GlobalId, IDataLoaderResult<INode?>>> _sources = [];

    /// <summary>For what only who is signed in may see.</summary>
    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, IDataLoaderResult<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            GlobalId.TypeNameOf(typeof(TId)),
            (services, id) => services.GetRequiredService<Caller>().Id is null
                ? Nothing
                : find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>For what everybody may see.</summary>
    public NodeSources AddPublic<TId, TLoaders>(Func<TLoaders, TId, IDataLoaderResult<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class
    {
        _sources.Add(
            GlobalId.TypeNameOf(typeof(TId)),
            (services, id) => find(services.GetRequiredService<TLoaders>(), id.To<TId>()));
        return this;
    }

    /// <summary>For what there is one of.</summary>
    public NodeSources Add<TId, TLoaders>(Func<TLoaders, TId, Task<INode?>> find)
        where TId : struct, ITypedId<TId>
        where TLoaders : class =>
        Add<TId, TLoaders>((loaders, id) => new Later(() => find(loaders, id)));

    public Task<INode?> FindAsync(IServiceProvider services, GlobalId id) => Find(services, id).GetResultAsync();

    public IDataLoaderResult<INode?> Find(IServiceProvider services, GlobalId id) =>
        _sources.TryGetValue(id.TypeName, out var find) ? find(services, id) : Nothing;

    private static IDataLoaderResult<INode?> Nothing => new Loaded<INode?>((INode?)null);

    private sealed class Later(Func<Task<INode?>> find) : IDataLoaderResult<INode?>
    {
        public Task<INode?> GetResultAsync(CancellationToken cancellationToken = default) => find();

        async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await find();
    }
}
