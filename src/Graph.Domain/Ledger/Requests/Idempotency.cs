using System.Data.Common;
using System.Text.Json;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Requests;

/// <summary>A result, and whether it is the remembered one of an earlier, identical request.</summary>
public sealed record Answer<T>(T Value, bool Replayed);

/// <summary>A request that happens once.</summary>
/// <param name="Actor">The person who asks.</param>
/// <param name="Operation">The name of the operation in the API.</param>
/// <param name="Key">The client's key: the same key with the same input is the same request.</param>
/// <param name="Input">What is asked for; secrets stay out of it.</param>
public sealed record Command(UserId Actor, string Operation, Guid Key, RequestInput Input);

/// <summary>
/// Makes each request happen once. The first one under a key acts; its duplicates wait for it and get the same answer, before
/// anything else is looked at. Only the refusals that say so are remembered: any other leaves the key free.
/// </summary>
public sealed class Idempotency(Units units, KeyedHash hash, TimeProvider clock)
{
    /// <summary>How long a duplicate waits for the first request.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <param name="command">The request.</param>
    /// <param name="confirm">Runs before the effect, commits what it must on its own, and may refuse; null for none.</param>
    /// <param name="effect">What the request does, inside the transaction that holds its key.</param>
    /// <param name="staysOpen">Whether the answer is written later, by <see cref="AnswerAsync"/>.</param>
    /// <param name="cancellationToken">Gives up before the commit; never during it.</param>
    public async Task<Answer<T>> RunAsync<T>(
        Command command,
        Func<Task>? confirm,
        Func<GraphDb, Task<T>> effect,
        bool staysOpen,
        CancellationToken cancellationToken)
    {
        if (confirm is not null)
        {
            // A duplicate is not asked for a PIN again. Without a confirmation, the insert of the key finds the duplicate.
            if (await AnswerOfAsync<T>(command, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            await confirm();
        }

        try
        {
            return await ActAsync() ?? await AnswerOfAnotherAsync();
        }
        catch (DomainException refusal) when (refusal.IsRemembered && !refusal.Replayed)
        {
            // Nothing is left of the effect; the refusal is written on its own.
            if (!await units.WriteAsync((db, write) => RememberAsync(db, write, command, refusal.Errors[0]), default))
            {
                return await AnswerOfAnotherAsync();
            }

            throw;
        }

        Task<Answer<T>?> ActAsync() => units.WriteAsync(
            (db, write) => ActOnceAsync(db, write, command, effect, staysOpen, cancellationToken),
            cancellationToken,
            subject: $"{command.Actor.Value:N}");

        async Task<Answer<T>> AnswerOfAnotherAsync() => await AnswerOfAsync<T>(command, cancellationToken)
            ?? throw new InvalidOperationException($"The key of {command.Operation} is taken, but has no row.");
    }

    /// <summary>Writes the answer of a request that stayed open, unless it has one.</summary>
    internal static Task AnswerAsync<T>(GraphDb db, UserId actor, string operation, RequestKey key, T value) =>
        RowOf(db, actor, operation, key)
            .Where(r => r.Result == null && r.Refusal == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Result, JsonSerializer.Serialize(value)));

    /// <summary>Writes the refusal of a request that stayed open, unless it has an answer.</summary>
    internal static Task RefuseAsync(GraphDb db, UserId actor, string operation, RequestKey key, DomainError error) =>
        RowOf(db, actor, operation, key)
            .Where(r => r.Result == null && r.Refusal == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Refusal, Refusals.Serialize(error)));

    /// <summary>False when the key was taken by another request in between.</summary>
    private async Task<bool> RememberAsync(
        GraphDb db, WriteTransaction write, Command command, DomainError refusal)
    {
        if (await TakeAsync(db, command, refusal, default) is null)
        {
            return false;
        }

        await write.CommitAsync();
        return true;
    }

    /// <summary>Null when the key was taken by another request in between.</summary>
    private async Task<Answer<T>?> ActOnceAsync<T>(
        GraphDb db,
        WriteTransaction write,
        Command command,
        Func<GraphDb, Task<T>> effect,
        bool staysOpen,
        CancellationToken cancellationToken)
    {
        if (await TakeAsync(db, command, refusal: null, cancellationToken) is not { } request)
        {
            return null;
        }

        var value = await effect(db);
        if (!staysOpen)
        {
            request.Answer(JsonSerializer.Serialize(value));
        }

        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync();
        return new Answer<T>(value, Replayed: false);
    }

    /// <summary>
    /// Puts the request's row under its key. Where another request is still at work under it, its row is locked, and this
    /// waits here. Null when the key is taken: then the transaction is of no more use.
    /// </summary>
    private async Task<Request?> TakeAsync(
        GraphDb db, Command command, DomainError? refusal, CancellationToken cancellationToken)
    {
        var request = new Request
        {
            ActorId = command.Actor,
            Operation = command.Operation,
            Key = new RequestKey(command.Key),
            InputVersion = RequestInput.LatestVersion,
            InputHash = HashOf(command.Input, RequestInput.LatestVersion),
            Refusal = refusal is null ? null : Refusals.Serialize(refusal),
            At = clock.UtcNow(),
        };
        db.Set<Request>().Add(request);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return request;
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException inner && db.IsDuplicate(inner))
        {
            db.Forget();
            return null;
        }
        catch (Exception failure) when (CommandLimit.Ended(failure) && !cancellationToken.IsCancellationRequested)
        {
            // Whoever holds the key has been at work for longer than is waited.
            throw new DomainException(new OperationInProgressError());
        }
    }

    /// <summary>Null when nobody used the key yet. Waits for an answer that is being worked out.</summary>
    private async Task<Answer<T>?> AnswerOfAsync<T>(Command command, CancellationToken cancellationToken)
    {
        var key = new RequestKey(command.Key);
        for (var waited = TimeSpan.Zero; ; waited += Step)
        {
            var row = await units.ReadAsync(db =>
                RowOf(db, command.Actor, command.Operation, key).SingleOrDefaultAsync(cancellationToken));
            if (row is null)
            {
                return null;
            }

            if (!row.InputHash.AsSpan().SequenceEqual(HashOf(command.Input, row.InputVersion)))
            {
                throw new DomainException(new IdempotencyKeyReusedError());
            }

            if (row.Refusal is not null)
            {
                throw new DomainException(Refusals.Deserialize(row.Refusal)) { Replayed = true };
            }

            if (row.Result is not null)
            {
                return new Answer<T>(JsonSerializer.Deserialize<T>(row.Result)!, Replayed: true);
            }

            if (waited >= MaxWait)
            {
                throw new DomainException(new OperationInProgressError());
            }

            await Task.Delay(Step, cancellationToken);
        }
    }

    private static IQueryable<Request> RowOf(GraphDb db, UserId actor, string operation, RequestKey key) =>
        db.Set<Request>().Where(r => r.ActorId == actor && r.Operation == operation && r.Key == key);

    private byte[] HashOf(RequestInput input, long version) => hash.Of("idempotent input", input.Render(version));
}
