using System.Data.Common;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence;

/// <summary>Runs a unit of work in a fresh context, and again in another one when the database asks for it.</summary>
public sealed class Units(IServiceScopeFactory scopes, IEventBus bus)
{
    private const int Tries = 8;

    /// <summary>Reads with a context of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<GraphDb, Task<T>> unit)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await unit(scope.ServiceProvider.GetRequiredService<GraphDb>());
    }

    /// <summary>All that the unit does is committed together, and only then are readers woken.</summary>
    public Task<T> WriteAsync<T>(Func<GraphDb, Task<T>> unit, CancellationToken cancellationToken = default) =>
        WriteAsync(async (db, write) =>
        {
            var value = await unit(db);
            await db.SaveChangesAsync(cancellationToken);
            await write.CommitAsync();
            return value;
        }, cancellationToken);

    /// <summary>For units that decide themselves what is committed.</summary>
    internal async Task<T> WriteAsync<T>(
        Func<GraphDb, WriteTransaction, Task<T>> unit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
            db.Forget();
            try
            {
                return await RunAsync(db, unit, cancellationToken);
            }
            catch (Exception failure) when (attempt < Tries && IsWorthAnotherTry(db, failure))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt * attempt * 5), cancellationToken);
            }
        }
    }

    private async Task<T> RunAsync<T>(
        GraphDb db, Func<GraphDb, WriteTransaction, Task<T>> unit, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        try
        {
            return await unit(db, write);
        }
        finally
        {
            if (write.IsCommitted)
            {
                bus.Publish(db.TakeTouched());
            }
        }
    }

    /// <summary>
    /// Looks at every cause: SaveChanges wraps what the database said in a DbUpdateException, ExecuteUpdate and queries
    /// wrap what a provider calls transient in an InvalidOperationException, and the rest comes bare.
    /// </summary>
    private static bool IsWorthAnotherTry(GraphDb db, Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbUpdateConcurrencyException || (cause is DbException error && db.IsWorthAnotherTry(error)))
            {
                return true;
            }
        }

        return false;
    }
}
