using System.Data.Common;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>How strict units are with mistakes of their own.</summary>
public sealed class UnitSettings
{
    /// <summary>
    /// Whether a unit fails that would commit while an event of it was handed to no reaction. Tests set it; in production the
    /// mistake is logged, for the money has moved rightly.
    /// </summary>
    public bool FailsOnLostEvents { get; set; }
}

/// <summary>Runs a unit of work in a fresh context, and again in another one when the database asks for it.</summary>
public sealed partial class Units(
    IServiceScopeFactory scopes, IWriters writers, IEventBus bus, UnitSettings settings, ILogger<Units> log)
{
    private const int Tries = 8;

    private static readonly TimeSpan Contention = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Absence = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads with a context of its own; a read that lost its connection is read again.</summary>
    public Task<T> ReadAsync<T>(Func<GraphDb, Task<T>> unit) => RepeatAsync(
        () => Task.FromResult<UnitContext>(new ScopedContext(scopes)), unit, CancellationToken.None);

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
    /// <param name="unit">What is done.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <param name="subject">Whose rows it will wait for: so many units of the same one wait here, and in nobody's way.</param>
    internal Task<T> WriteAsync<T>(
        Func<GraphDb, WriteTransaction, Task<T>> unit, CancellationToken cancellationToken, string? subject = null) =>
        RepeatAsync(
            () => writers.EnterAsync(subject, cancellationToken),
            db =>
            {
                db.Forget();
                return RunAsync(db, unit, cancellationToken);
            },
            cancellationToken);

    private static async Task<T> RepeatAsync<T>(
        Func<Task<UnitContext>> enter, Func<GraphDb, Task<T>> unit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            await using (var context = await enter())
            {
                try
                {
                    var value = await unit(context.Db);
                    context.Succeed();
                    return value;
                }
                catch (Exception failure) when (attempt < Tries && PauseAfter(context.Db, failure, attempt) is { } found)
                {
                    pause = found;
                }
                catch (DomainException)
                {
                    // Rolled back, and nothing went wrong: a refusal costs nobody the context.
                    context.Succeed();
                    throw;
                }
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    private async Task<T> RunAsync<T>(
        GraphDb db, Func<GraphDb, WriteTransaction, Task<T>> unit, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        write.BeforeCommit = () => LookForLostEvents(db);
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
    /// How long to wait before the unit runs again; null when that would not help. Looks at every cause: SaveChanges wraps
    /// what the database said in a DbUpdateException, ExecuteUpdate and queries wrap what a provider calls transient in an
    /// InvalidOperationException, and the rest comes bare.
    /// </summary>
    private static TimeSpan? PauseAfter(GraphDb db, Exception failure, int attempt)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case DbUpdateConcurrencyException:
                case DbException error when db.IsWorthAnotherTry(error):
                    return Contention * attempt * attempt;
                case DbException error when db.IsConnectionLost(error):
                    return Absence * attempt;
            }
        }

        return null;
    }

    /// <summary>Only a save hands events on: one that was raised after the last save would be lost without a word.</summary>
    private void LookForLostEvents(GraphDb db)
    {
        foreach (var fact in db.HasRaised ? db.TakeRaised() : [])
        {
            if (settings.FailsOnLostEvents)
            {
                throw new InvalidOperationException($"{fact.GetType().Name} was raised after the last save of its unit.");
            }

            LogLostEvent(fact.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Fact} was raised after the last save of its unit; nobody hears of it.")]
    private partial void LogLostEvent(string fact);
}
