using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence;

/// <summary>The context that a unit has for as long as it runs.</summary>
public abstract class UnitContext : IAsyncDisposable
{
    public abstract GraphDb Db { get; }

    /// <summary>The unit is over, and nothing went wrong.</summary>
    public virtual void Succeed()
    {
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>Lets units write: all at once, or one after the other.</summary>
public interface IWriters
{
    Task<UnitContext> EnterAsync(CancellationToken cancellationToken);
}

/// <summary>Each with a context of its own: the database sees to the rest.</summary>
internal sealed class ManyWriters(IServiceScopeFactory scopes) : IWriters
{
    public Task<UnitContext> EnterAsync(CancellationToken cancellationToken) =>
        Task.FromResult<UnitContext>(new ScopedContext(scopes));
}

/// <summary>A context out of the pool.</summary>
internal sealed class ScopedContext : UnitContext
{
    private readonly AsyncServiceScope _scope;

    public ScopedContext(IServiceScopeFactory scopes)
    {
        _scope = scopes.CreateAsyncScope();
        Db = _scope.ServiceProvider.GetRequiredService<GraphDb>();
    }

    public override GraphDb Db { get; }

    public override ValueTask DisposeAsync() => _scope.DisposeAsync();
}
