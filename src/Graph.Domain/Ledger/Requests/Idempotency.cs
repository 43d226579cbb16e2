using System.Data.Common;
using System.Text.Json;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Requests;

/// <summary>A result, and whether it is the remembered result of an earlier, identical request.</summary>
public sealed record Answer<T>(T Value, bool Replayed);

/// <summary>A request that must take effect only once.</summary>
/// <param name="Actor">The user who sends the request.</param>
/// <param name="Operation">The name of the operation in the API.</param>
/// <param name="Key">The client's idempotency key. The same key with the same input is the same request.</param>
/// <param name="Input">The input of the request, without secrets.</param>
public sealed record Command(UserId Actor, string Operation, Guid Key, RequestInput Input);

/// <summary>
/// Makes each request take effect only once. The first request with a key acts. Its duplicates wait for it and get the
/// same answer before anything else is checked. Only refusals that are marked as remembered are stored; after any
/// other refusal, the key can be used again.
/// </summary>
public sealed class Idempotency(Units units, KeyedHash hash, TimeProvider clock) : IEarlierRequests
{
    /// <summary>How long a duplicate waits for the first request.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="RunAsync{T}(Command, Func{Task}, Func{Func{Task{Answer{T}}}, Task{Answer{T}}}, Func{GraphDb, Task{T}}, bool, CancellationToken)"/>
    public Task<Answer<T>> RunAsync<T>(
        Command command,
        Func<Task>? confirm,
        Func<GraphDb, Task<T>> effect,
        bool staysOpen,
        CancellationToken cancellationToken) =>
        RunAsync(command, confirm, within: null, effect, staysOpen, cancellationToken);

    /// <param name="command">The request.</param>
    /// <param name="confirm">
    /// Runs before the effect. It commits its own changes, and may refuse; null for none.
    /// </param>
    /// <param name="within">
    /// Runs the effect, after it is confirmed, and sees how it ends; null when nothing has to. It may refuse instead.
    /// </param>
    /// <param name="effect">The effect of the request, inside the transaction that holds its key.</param>
    /// <param name="staysOpen">Whether the answer is written later, by <see cref="AnswerAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the request before the commit, but never during it.</param>
    public async Task<Answer<T>> RunAsync<T>(
        Command command,
        Func<Task>? confirm,
        Func<Func<Task<Answer<T>>>, Task<Answer<T>>>? within,
        Func<GraphDb, Task<T>> effect,
        bool staysOpen,
        CancellationToken cancellationToken)
    {
        if (command.Key == Guid.Empty)
        {
            // A client that forgets to make a key sends zeros. Its second payment would then count as a repetition of its first.
            throw Validation.Error("A key is an id that the client makes for each request anew, not one of zeros.", "idempotencyKey");
        }

        if (confirm is not null || within is not null)
        {
            // A duplicate must not be asked for a PIN again. Without a confirmation, inserting the key finds the
            // duplicate.
            if (await AnswerOfAsync<T>(command, cancellationToken) is { } earlier)
            {
                return earlier;
            }
        }

        try
        {
            if (await RefusedButAnsweredAsync() is { } meanwhile)
            {
                return meanwhile;
            }

            return await (within?.Invoke(TakeEffectAsync) ?? TakeEffectAsync());
        }
        catch (DomainException refusal) when (refusal.IsRemembered && !refusal.Replayed)
        {
            // The effect was rolled back, so the refusal is stored in a transaction of its own.
            if (!await CommitNote.AsideAsync(() => units.WriteAsync((db, write) => RememberAsync(db, write, command, refusal.Errors[0]), isRepeatable: true, default)))
            {
                return await AnswerOfAnotherAsync();
            }

            throw;
        }

        async Task<Answer<T>?> RefusedButAnsweredAsync()
        {
            try
            {
                await (confirm?.Invoke() ?? Task.CompletedTask);
                return null;
            }
            catch (DomainException)
            {
                // Another request with this key may have used up what confirms it, after this one had looked for an
                // answer. Then there is an answer now, and the money has moved.
                if (await AnswerOfAsync<T>(command, cancellationToken) is { } answered)
                {
                    return answered;
                }

                throw;
            }
        }

        async Task<Answer<T>> TakeEffectAsync() => await ActAsync() ?? await AnswerOfAnotherAsync();

        Task<Answer<T>?> ActAsync() => units.WriteAsync(
            (db, write) => ActOnceAsync(db, write, command, effect, staysOpen, cancellationToken),
            isRepeatable: true,
            cancellationToken,
            subject: $"{command.Actor.Value:N}");

        async Task<Answer<T>> AnswerOfAnotherAsync() => await AnswerOfAsync<T>(command, cancellationToken)
            ?? throw new InvalidOperationException($"The key of {command.Operation} is in use, but has no row.");
    }

    public Task<bool> AnyAsync(UserId user, string operation, Guid key, CancellationToken cancellationToken)
    {
        var sent = new RequestKey(key);
        return units.ReadAsync(db => RowOf(db, user, operation, sent).AnyAsync(cancellationToken));
    }

    /// <summary>Stores the answer of a request that stayed open, unless it has one already.</summary>
    internal static Task AnswerAsync<T>(GraphDb db, UserId actor, string operation, RequestKey key, T value) =>
        RowOf(db, actor, operation, key)
            .Where(r => r.Result == null && r.Refusal == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Result, JsonSerializer.Serialize(value)));

    /// <summary>Stores the refusal of a request that stayed open, unless it has an answer already.</summary>
    internal static Task RefuseAsync(GraphDb db, UserId actor, string operation, RequestKey key, DomainError error) =>
        RowOf(db, actor, operation, key)
            .Where(r => r.Result == null && r.Refusal == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Refusal, Refusals.Serialize(error)));

    /// <summary>Stores the refusal. Returns false when another request has taken the key in between.</summary>
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

    /// <summary>Runs the effect. Returns null when another request has taken the key in between.</summary>
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
    /// Inserts the row of the request under its key. If another request with the key is still running, its row is
    /// locked, and this waits. Returns null when the key is taken; the transaction cannot be used any more then.
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
            // The request that holds the key has been running for longer than the maximum wait.
            throw new DomainException(new OperationInProgressError());
        }
    }

    /// <summary>
    /// Returns the answer of an earlier request, and waits while it is still running. Returns null when the key was
    /// not used yet.
    /// </summary>
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
                // The change of the earlier request is stored, so a fault from here on must not look as if nothing had happened.
                CommitNote.Committed();
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
