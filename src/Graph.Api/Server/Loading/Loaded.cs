using GraphQL.DataLoader;

namespace Graph.Api.Server.Loading;

/// <summary>A value that needs no loading, where others of its kind do.</summary>
public sealed class Loaded<T>(T value) : IDataLoaderResult<T>
{
    public Task<T> GetResultAsync(CancellationToken cancellationToken = default) => Task.FromResult(value);

    Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => Task.FromResult<object?>(value);
}
