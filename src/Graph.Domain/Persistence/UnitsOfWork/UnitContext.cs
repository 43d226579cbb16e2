using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence.UnitsOfWork;

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

/// <summary>Lets units write: some at a time, or one after the other.</summary>
public interface IWriters
{
    /// <param name="subject">Whose rows the unit will wait for, if that is known.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<UnitContext> EnterAsync(string? subject, CancellationToken cancellationToken);
}

/// <summary>
/// Each with a context of its own. More at a time would not be faster, but each of them slower, and the rows that it locks
/// locked for longer.
/// </summary>
internal sealed class SomeWriters(IServiceScopeFactory scopes, WriterLimit limit) : IWriters
{
    private readonly WriterQueue _queue = new(limit.AtOnce, placesOfOne: (limit.AtOnce + 1) / 2);

    public async Task<UnitContext> EnterAsync(string? subject, CancellationToken cancellationToken)
    {
        var turn = await _queue.WaitAsync(subject, cancellationToken);
        try
        {
            return new ScopedContext(scopes, turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }
}

/// <summary>How many units of one node write at a time, on a server; on SQLite it is always one.</summary>
public sealed record WriterLimit(int AtOnce)
{
    public static WriterLimit Default { get; } = new(4 * Environment.ProcessorCount);
}

/// <summary>A context out of the pool.</summary>
internal sealed class ScopedContext : UnitContext
{
    private readonly AsyncServiceScope _scope;
    private readonly IDisposable? _turn;

    /// <param name="scopes">Where it comes from.</param>
    /// <param name="turn">Is over with it.</param>
    public ScopedContext(IServiceScopeFactory scopes, IDisposable? turn = null)
    {
        _scope = scopes.CreateAsyncScope();
        _turn = turn;
        Db = _scope.ServiceProvider.GetRequiredService<GraphDb>();
    }

    public override GraphDb Db { get; }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _scope.DisposeAsync();
        }
        finally
        {
            _turn?.Dispose();
        }
    }
}
