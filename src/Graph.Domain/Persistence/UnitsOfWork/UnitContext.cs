using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>The database context that a unit uses while it runs.</summary>
public abstract class UnitContext : IAsyncDisposable
{
    public abstract GraphDb Db { get; }

    /// <summary>Marks the unit as successful, so that its context can be used again.</summary>
    public virtual void Succeed()
    {
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>Lets units write: a limited number at a time, or one after the other.</summary>
public interface IWriters
{
    /// <summary>How many units wait to be let in.</summary>
    int WaitingCount { get; }

    /// <param name="subject">The subject whose rows the unit will wait for, if that is known.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<UnitContext> EnterAsync(string? subject, CancellationToken cancellationToken);
}

/// <summary>
/// Gives each unit a context of its own, and limits how many write at a time. More at once would not be faster: each
/// unit would take longer, hold its row locks for longer, and keep the readers of the log waiting for its end.
/// </summary>
internal sealed class SomeWriters(IServiceScopeFactory scopes, WriterLimit limit) : IWriters
{
    private readonly TurnQueue _queue = new(limit.AtOnce, placesOfOne: (limit.AtOnce + 1) / 2);

    public int WaitingCount => _queue.WaitingCount;

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

/// <summary>How many units of a node write at a time on a database server. On SQLite it is always one.</summary>
public sealed record WriterLimit(int AtOnce)
{
    public static WriterLimit Default { get; } = new(3 * Environment.ProcessorCount);
}

/// <summary>A context from the pool.</summary>
internal sealed class ScopedContext : UnitContext
{
    private readonly AsyncServiceScope _scope;
    private readonly IDisposable? _turn;

    /// <param name="scopes">The factory of the scope that holds the context.</param>
    /// <param name="turn">A place in the queue that is freed when the context is disposed.</param>
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
