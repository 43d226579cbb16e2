using System.Diagnostics;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>
/// Limits guesses of passwords, PINs and names, and messages to phones. The counters are in the database, so that all
/// nodes count together. A place is reserved and committed before the secret is checked, and before anything expensive
/// is done; a right guess gives its place back.
/// </summary>
public sealed class Throttle(Units units, KeyedHash hash, TimeProvider clock, ThrottleLimits limits)
{
    /// <summary>The secrets that could be guessed slowly, a few each day.</summary>
    private static readonly HashSet<string> GuessedSlowly = [PaymentPins.Secret, "name", "phone number", "identity", "face", "bank card", "address"];

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(30);

    private readonly Turns _turns = new(limits.WrongPerAccount);

    /// <summary>Checks a guess. When the check returns null, the guess was wrong and is counted.</summary>
    /// <param name="onWrong">Writes more rows when the guess is wrong, in the transaction that counts it.</param>
    /// <returns>The result of the check, and how many wrong guesses are left.</returns>
    public async Task<(T? Value, int Left)> GuessAsync<T>(
        string secret,
        Guesser guesser,
        Func<Task<T?>> compare,
        Action<GraphDb, DateTime>? onWrong = null,
        CancellationToken cancellationToken = default)
        where T : class
    {
        if (!limits.Enabled)
        {
            var found = await compare();
            await NoteAsync(found is null ? onWrong : null);
            return (found, limits.WrongPerAccount);
        }

        var subjects = SubjectsOf(secret, guesser);

        // Guesses on this node wait here for their turn without using the database. Places taken by other nodes are
        // polled.
        using var turn = await _turns.EnterAsync(subjects[0].Name, MaxWait, cancellationToken);
        int left;
        await ReserveAsync(subjects, cancellationToken);
        T? value = null;
        var isWrong = false;
        try
        {
            value = await compare();
            isWrong = value is null;
        }
        finally
        {
            left = await SettleAsync(subjects, isWrong, onWrong);
        }

        return (value, left);
    }

    /// <summary>
    /// Counts a message to a phone before it is sent. A number and a network each get some a day. When strangers have
    /// used those up, a known device of the owner still has some of its own.
    /// </summary>
    /// <exception cref="DomainException">No message is left; it says when to try again.</exception>
    internal async Task CountMessageAsync(string phone, string? address, KnownDeviceId? device)
    {
        if (!limits.Enabled)
        {
            return;
        }

        List<Subject> shared = [new($"codes to {phone}", limits.CodesPerNumber, Day)];
        if (address is not null)
        {
            shared.Add(new($"codes from {Network.Of(address)}", limits.CodesPerAddress, Day));
        }

        try
        {
            await CountAsync(shared);
        }
        catch (DomainException refusal) when (refusal.Errors[0] is TooManyAttemptsError && device is not null)
        {
            await CountAsync([new($"codes to {phone} for device {device.Value.Value:N}", limits.CodesPerDevice, Day)]);
        }
    }

    /// <summary>
    /// Counts a request for a sign-in by passkey, because each leaves a row. A known device counts apart from its
    /// network.
    /// </summary>
    /// <exception cref="DomainException">There were too many; it says when to try again.</exception>
    internal Task CountPasskeyRequestAsync(string? address, KnownDeviceId? device)
    {
        var by = device is { } known ? $"device {known.Value:N}" : Network.Of(address) ?? "unknown";
        return limits.Enabled
            ? CountAsync([new($"passkey sign-ins by {by}", limits.PasskeySignInsPerAddress, limits.Window)])
            : Task.CompletedTask;
    }

    /// <summary>
    /// Counts something that a person does, over all accounts, so that nobody does it too often. It is counted before it is done, and
    /// also when it is refused then.
    /// </summary>
    /// <param name="act">What is done, as a plural noun; a subject of its own.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="most">How many are allowed in a window.</param>
    /// <param name="window">The window, at most a day. It begins with the first of them.</param>
    /// <exception cref="DomainException">There were too many; it says when to try again.</exception>
    internal async Task CountAsync(string act, UserId by, int most, TimeSpan window)
    {
        try
        {
            if (limits.Enabled)
            {
                var person = await units.ReadAsync(db => db.Set<User>().Where(u => u.Id == by).Select(u => u.PersonId).SingleOrDefaultAsync());
                await CountAsync([new($"{act} by {person?.Value ?? by.Value:N}", most, window)]);
            }
        }
        catch (DomainException refusal) when (refusal.Errors[0] is TooManyAttemptsError { RetryAfterSeconds: var seconds })
        {
            throw new DomainException(new TooOftenError(act, seconds));
        }
    }

    /// <summary>Deletes the counters of a secret after it was changed, so that counting starts again.</summary>
    internal async Task ForgetAsync(GraphDb db, string secret, Guesser guesser)
    {
        byte[][] subjects = [.. SubjectsOf(secret, guesser).Select(HashOf)];
        await db.Set<AttemptCounter>().Where(c => subjects.Contains(c.Subject)).ExecuteDeleteAsync();
    }

    private Task<bool> CountAsync(IReadOnlyList<Subject> subjects) => WriteAsync(async db =>
    {
        await TryReserveAsync(db, subjects, isLastTry: true);
        foreach (var subject in subjects)
        {
            (await LockedAsync(db, HashOf(subject)))!.Settle(isWrong: true);
        }

        return true;
    });

    /// <summary>
    /// Counters are not what the caller asks to change, so their units are no effect of the call. A try that is counted twice does no harm.
    /// </summary>
    private Task<T> WriteAsync<T>(Func<GraphDb, Task<T>> unit) => CommitNote.AsideAsync(() => units.WriteRepeatableAsync(unit));

    /// <summary>
    /// Reserves a place. When guesses that are being checked hold all places, waits for one of them, because it may be
    /// right.
    /// </summary>
    private async Task ReserveAsync(IReadOnlyList<Subject> subjects, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await WriteAsync(db => TryReserveAsync(db, subjects, Stopwatch.GetElapsedTime(begun) >= MaxWait)))
        {
            do
            {
                // A read does not block units that write.
                await Task.Delay(Step, cancellationToken);
            }
            while (Stopwatch.GetElapsedTime(begun) < MaxWait && !await HasPlaceAsync(subjects));
        }
    }

    private Task<bool> HasPlaceAsync(IReadOnlyList<Subject> subjects) => units.ReadAsync(async db =>
    {
        foreach (var subject in subjects)
        {
            var key = HashOf(subject);
            var counter = await db.Set<AttemptCounter>().SingleOrDefaultAsync(c => c.Subject == key);
            if (counter?.HasPlace(subject.Limit, subject.Window, clock.UtcNow()) == false)
            {
                return false;
            }
        }

        return true;
    });

    private async Task<bool> TryReserveAsync(GraphDb db, IReadOnlyList<Subject> subjects, bool isLastTry)
    {
        var now = clock.UtcNow();
        foreach (var subject in subjects)
        {
            var counter = await LockedAsync(db, HashOf(subject));
            if (counter is null)
            {
                counter = AttemptCounter.For(HashOf(subject), now);
                db.Set<AttemptCounter>().Add(counter);
            }

            if (counter.TryReserve(subject.Limit, subject.Window, now))
            {
                continue;
            }

            if (!counter.IsExhausted(subject.Limit) && !isLastTry)
            {
                db.ChangeTracker.Clear();
                return false;
            }

            var wait = counter.WindowStart + subject.Window - now;
            throw new DomainException(new TooManyAttemptsError(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))));
        }

        await db.SaveChangesAsync();
        return true;
    }

    /// <summary>
    /// Frees the place and counts the guess when it was wrong. Returns how many wrong guesses are left.
    /// </summary>
    private Task<int> SettleAsync(IReadOnlyList<Subject> subjects, bool isWrong, Action<GraphDb, DateTime>? onWrong) =>
        WriteAsync(async db =>
        {
            if (isWrong)
            {
                onWrong?.Invoke(db, clock.UtcNow());
            }

            var left = int.MaxValue;
            foreach (var subject in subjects)
            {
                var counter = await LockedAsync(db, HashOf(subject));
                counter?.Settle(isWrong);
                left = Math.Min(left, subject.Limit - (int)(counter?.Failures ?? 0));
            }

            return Math.Max(0, left);
        });

    private async Task NoteAsync(Action<GraphDb, DateTime>? note)
    {
        if (note is not null)
        {
            await WriteAsync(db =>
            {
                note(db, clock.UtcNow());
                return Task.FromResult(true);
            });
        }
    }

    /// <summary>Locks and reads a counter. Other units wait here, and then read what this one wrote.</summary>
    private static async Task<AttemptCounter?> LockedAsync(GraphDb db, byte[] subject)
    {
        var row = db.Set<AttemptCounter>().Where(c => c.Subject == subject);
        await db.LockAsync(row);
        return await row.AsTracking().SingleOrDefaultAsync();
    }

    /// <summary>
    /// Returns what a guess counts against. The first is by account and guesser together. The others are wider, and
    /// have a limit for the day.
    /// </summary>
    private List<Subject> SubjectsOf(string secret, Guesser guesser)
    {
        var own = guesser.By is null ? $"{secret} of {guesser.Account}" : $"{secret} of {guesser.Account} by {guesser.By}";
        List<Subject> subjects = [new(own, limits.WrongPerAccount, limits.Window)];
        if (GuessedSlowly.Contains(secret))
        {
            subjects.Add(new($"{own} today", limits.WrongSlowlyPerDay, Day));
            if (guesser.By is not null)
            {
                // Somebody with the password could open any number of sessions.
                subjects.Add(new($"{secret} of {guesser.Account} today", limits.WrongPerAccountAndDay, Day));
            }
        }
        else
        {
            subjects.Add(new(
                guesser.IsStranger ? $"{secret} of {guesser.Account} by strangers today" : $"{own} today",
                limits.WrongPerAccountAndDay,
                Day));
        }

        return subjects;
    }

    private byte[] HashOf(Subject subject) => hash.Of("attempts", subject.Name);

    private readonly record struct Subject(string Name, int Limit, TimeSpan Window);
}
