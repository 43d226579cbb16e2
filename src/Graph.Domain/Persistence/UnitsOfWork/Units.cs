using System.Data.Common;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>How units react to programming mistakes, and how safely they are stored.</summary>
public sealed class UnitSettings
{
    /// <summary>
    /// Whether a unit fails when it would commit although an event of it was handed to no reaction. Tests switch it
    /// on. In production the mistake is only logged, because the money itself has moved correctly.
    /// </summary>
    public bool FailsOnLostEvents { get; set; }

    /// <summary>
    /// Whether EF looks for two operations that use one context at the same time. Tests switch it on. In production it would cost
    /// two copies of the execution context for each row that is read.
    /// </summary>
    public bool FindsSharedContexts { get; set; }

    /// <summary>
    /// Whether a commit on SQLite waits until it is on the disk. It is off for demo data alone: if the machine fails while
    /// they are made, delete the database.
    /// </summary>
    public bool IsDurable { get; set; } = true;
}

/// <summary>
/// Runs a unit of work in a fresh context. Runs it again in another context when a failure makes that worthwhile, such
/// as a deadlock or a lost connection.
/// </summary>
public sealed partial class Units(
    IServiceScopeFactory scopes, IWriters writers, IEventBus bus, UnitSettings settings, ILogger<Units> log)
{
    private const int Tries = 8;

    private static readonly TimeSpan Contention = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Absence = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a read in a context of its own, and repeats it when the connection was lost.</summary>
    public Task<T> ReadAsync<T>(Func<GraphDb, Task<T>> unit) => RepeatAsync(
        () => Task.FromResult<UnitContext>(new ScopedContext(scopes)), unit, isRepeatable: true, CancellationToken.None);

    /// <summary>
    /// Runs a unit that writes. All its changes are committed together; after that, waiting readers are woken.
    /// </summary>
    /// <exception cref="UnknownOutcomeException">The answer to the commit was lost.</exception>
    public Task<T> WriteAsync<T>(Func<GraphDb, Task<T>> unit, CancellationToken cancellationToken = default) =>
        WriteAsync(unit, isRepeatable: false, cancellationToken);

    /// <summary>
    /// Runs a unit that writes, also again when it may have been committed before: a second run does no harm.
    /// </summary>
    public Task<T> WriteRepeatableAsync<T>(Func<GraphDb, Task<T>> unit, CancellationToken cancellationToken = default) =>
        WriteAsync(unit, isRepeatable: true, cancellationToken);

    private Task<T> WriteAsync<T>(Func<GraphDb, Task<T>> unit, bool isRepeatable, CancellationToken cancellationToken) =>
        WriteAsync(async (db, write) =>
        {
            var value = await unit(db);
            await db.SaveChangesAsync(cancellationToken);
            await write.CommitAsync();
            return value;
        }, isRepeatable, cancellationToken);

    /// <summary>Runs a unit that commits by itself.</summary>
    /// <param name="unit">The work to do.</param>
    /// <param name="isRepeatable">Whether a second run finds what the first one has committed, and then changes nothing.</param>
    /// <param name="cancellationToken">Cancels the unit, as long as it is not committed.</param>
    /// <param name="subject">
    /// The subject whose rows the unit will wait for. Only a limited number of units of the same subject run at once;
    /// the others wait here, where they block nobody else.
    /// </param>
    internal Task<T> WriteAsync<T>(
        Func<GraphDb, WriteTransaction, Task<T>> unit, bool isRepeatable, CancellationToken cancellationToken, string? subject = null) =>
        RepeatAsync(
            () => writers.EnterAsync(subject, cancellationToken),
            db =>
            {
                db.Forget();
                return RunAsync(db, unit, cancellationToken);
            },
            isRepeatable,
            cancellationToken);

    private static async Task<T> RepeatAsync<T>(
        Func<Task<UnitContext>> enter, Func<GraphDb, Task<T>> unit, bool isRepeatable, CancellationToken cancellationToken)
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
                catch (Exception failure) when (attempt < Tries
                    && (isRepeatable || failure is not UnknownOutcomeException)
                    && PauseAfter(context.Db, failure, attempt) is { } found)
                {
                    pause = found;
                }
                catch (DomainException)
                {
                    // The unit was rolled back, but nothing is broken: after a refusal the context can be used again.
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
        write.BeforeCommit = () =>
        {
            LookForLostEvents(db);
            return db.HasTouched ? db.SaveChangesAsync(CancellationToken.None) : Task.CompletedTask;
        };
        try
        {
            return await unit(db, write);
        }
        catch (Exception failure) when (write is { IsCommitTried: true, IsCommitted: false } && CausesOf(failure).Any(db.IsAway))
        {
            LogUnknownOutcome(failure);
            throw new UnknownOutcomeException(failure);
        }
        finally
        {
            if (write.IsCommitted)
            {
                CommitNote.Committed();
                bus.Publish(db.TakeHints());
            }
        }
    }

    /// <summary>
    /// Returns whether a failure says that the database cannot be reached now. Then nothing is wrong with the request, and
    /// it can be sent again later.
    /// </summary>
    public bool IsOutage(Exception failure)
    {
        if (UnknownOutcomeException.IsCauseOf(failure))
        {
            return false;
        }

        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        return CausesOf(failure).Any(db.IsAway);
    }

    /// <summary>Returns the cause of a failure that says why no connection could be opened; null if there is none.</summary>
    public Exception? FindClosed(Exception failure)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        return CausesOf(failure).FirstOrDefault(db.IsClosed);
    }

    /// <summary>
    /// Returns how long to wait before the unit runs again; null when another try would not help. It looks at every
    /// inner exception: SaveChanges wraps the database's failure in a DbUpdateException, ExecuteUpdate and queries
    /// wrap failures that the provider calls transient in an InvalidOperationException, and all others are not
    /// wrapped.
    /// </summary>
    private static TimeSpan? PauseAfter(GraphDb db, Exception failure, int attempt)
    {
        foreach (var cause in CausesOf(failure))
        {
            switch (cause)
            {
                case DbUpdateConcurrencyException:
                case DbException error when db.IsWorthAnotherTry(error):
                    return Contention * attempt * attempt;
                case var error when db.IsConnectionLost(error):
                    return Absence * attempt;
            }
        }

        return null;
    }

    /// <summary>A failure and everything that it was caused by, from the outside in.</summary>
    public static IEnumerable<Exception> CausesOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    /// <summary>
    /// Looks for events that were raised after the last save. Only a save hands events to reactions, so these would be
    /// lost silently.
    /// </summary>
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

    [LoggerMessage(LogLevel.Warning, "The database went away while a unit was committed")]
    private partial void LogUnknownOutcome(Exception failure);

    [LoggerMessage(LogLevel.Error, "{Fact} was raised after the last save of its unit, so no reaction handled it.")]
    private partial void LogLostEvent(string fact);
}
