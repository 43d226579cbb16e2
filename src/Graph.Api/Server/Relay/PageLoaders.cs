using Graph.Api.Server.Loading;

namespace Graph.Api.Server.Relay;

/// <summary>
/// Loads pages within pages. When a field is resolved for many objects of one level, the pages of all of them are
/// fetched together.
/// </summary>
public sealed class PageLoaders(LoaderMemory memory)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(object Field, Type Loader), object> _loaders = [];

    /// <param name="owner">The object whose list is asked for.</param>
    /// <param name="page">The arguments of the field. All owners of a batch have the same.</param>
    /// <param name="fetch">Fetches the pages of several owners. Owners that are missing in the result get null.</param>
    public Loading<Connection<TNode>?> Load<TOwner, TNode>(
        TOwner owner,
        PageArguments page,
        Func<IReadOnlyList<TOwner>, CancellationToken, Task<IReadOnlyDictionary<TOwner, Connection<TNode>>>> fetch)
        where TOwner : notnull
        where TNode : class
    {
        BatchLoader<TOwner, Connection<TNode>?>? loader;
        lock (_gate)
        {
            var key = (page.Field ?? page, typeof(BatchLoader<TOwner, Connection<TNode>?>));
            loader = _loaders.GetValueOrDefault(key) as BatchLoader<TOwner, Connection<TNode>?>;
            if (loader is null)
            {
                loader = new(memory, async (owners, cancellationToken) => (await fetch(owners, cancellationToken))!, missing: null);
                _loaders.Add(key, loader);
            }
        }

        return loader.Load(owner);
    }
}
