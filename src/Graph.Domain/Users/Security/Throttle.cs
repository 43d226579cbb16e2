using System.Diagnostics;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>How many wrong guesses are allowed.</summary>
public sealed class ThrottleLimits
{
    public bool Enabled { get; set; } = true;

    public int WrongPerAccount { get; set; } = 5;

    public int WrongPerAddress { get; set; } = 60;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Of payment PINs, payees' names, identity cards and phone numbers that find nobody, on top: what is short enough to be guessed slowly is locked for the rest of
    /// the day that began with the first wrong one.
    /// </summary>
    public int WrongPerAccountAndDay { get; set; } = 10;
}

/// <summary>Who is guessing, and from where; either may be unknown.</summary>
public sealed record Guesser(string? Account, string? Address);

/// <summary>
/// Limits guesses of passwords, codes and PINs per account and per address. Counters live in the database, so that all
/// nodes count together, and are committed on their own, before the secret is compared.
/// </summary>
public sealed class Throttle(Units units, TimeProvider clock, ThrottleLimits limits)
{
    private static readonly HashSet<string> GuessedSlowly = [PaymentPins.Secret, "name", "phone number", "identity"];
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(30);

    private readonly Turns _turns = new(limits.WrongPerAccount);

    /// <summary>Runs a comparison of a secret. Null is returned as a wrong guess, and counts.</summary>
    /// <param name="onWrong">What else is written when the guess is wrong, in the transaction that counts it.</param>
    /// <returns>What the comparison returned, and how many guesses are left to the account.</returns>
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

        // Those on this node wait here for their turn, which costs nobody anything; places taken by other nodes are asked for.
        using var turn = await _turns.EnterAsync($"{secret} of {guesser.Account}", MaxWait, cancellationToken);
        int left;
        await ReserveAsync(secret, guesser, cancellationToken);
        T? value = null;
        var isWrong = false;
        try
        {
            value = await compare();
            isWrong = value is null;
        }
        finally
        {
            left = await SettleAsync(secret, guesser, isWrong, onWrong);
        }

        return (value, left);
    }

    /// <summary>Where all places are taken by guesses in flight, waits for one of them: it may well be right.</summary>
    private async Task ReserveAsync(string secret, Guesser guesser, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await TryReserveAsync(secret, guesser, Stopwatch.GetElapsedTime(begun) >= MaxWait))
        {
            do
            {
                // Looking costs the writers nothing.
                await Task.Delay(Step, cancellationToken);
            }
            while (Stopwatch.GetElapsedTime(begun) < MaxWait && !await HasPlaceAsync(secret, guesser));
        }
    }

    private Task<bool> HasPlaceAsync(string secret, Guesser guesser) => units.ReadAsync(async db =>
    {
        foreach (var (subject, limit, window) in SubjectsOf(secret, guesser))
        {
            var counter = await db.Set<AttemptCounter>().SingleOrDefaultAsync(c => c.Subject == subject);
            if (counter?.HasPlace(limit, window, clock.UtcNow()) == false)
            {
                return false;
            }
        }

        return true;
    });

    private Task<bool> TryReserveAsync(string secret, Guesser guesser, bool isLastTry) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        foreach (var (subject, limit, window) in SubjectsOf(secret, guesser))
        {
            var counter = await LockedAsync(db, subject);
            if (counter is null)
            {
                counter = AttemptCounter.For(subject, now);
                db.Set<AttemptCounter>().Add(counter);
            }

            if (counter.TryReserve(limit, window, now))
            {
                continue;
            }

            if (!counter.IsExhausted(limit) && !isLastTry)
            {
                db.ChangeTracker.Clear();
                return false;
            }

            var wait = counter.WindowStart + window - now;
            throw new DomainException(new TooManyAttemptsError(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))));
        }

        return true;
    });

    /// <summary>Returns how many wrong guesses are left.</summary>
    private Task<int> SettleAsync(
        string secret, Guesser guesser, bool isWrong, Action<GraphDb, DateTime>? onWrong) => units.WriteAsync(async db =>
    {
        if (isWrong)
        {
            onWrong?.Invoke(db, clock.UtcNow());
        }

        var left = limits.WrongPerAccount;
        foreach (var (subject, limit, _) in SubjectsOf(secret, guesser))
        {
            var counter = await LockedAsync(db, subject);
            counter?.Settle(isWrong);
            left = Math.Min(left, limit - (int)(counter?.Failures ?? 0));
        }

        return Math.Max(0, left);
    });

    private async Task NoteAsync(Action<GraphDb, DateTime>? note)
    {
        if (note is not null)
        {
            await units.WriteAsync(db =>
            {
                note(db, clock.UtcNow());
                return Task.FromResult(true);
            });
        }
    }

    /// <summary>Begins to count again, after the secret was set anew.</summary>
    internal static Task ForgetAsync(GraphDb db, string secret, string account)
    {
        string[] subjects = [$"{secret} of {account}", $"{secret} of {account} today"];
        return db.Set<AttemptCounter>().Where(c => subjects.Contains(c.Subject)).ExecuteDeleteAsync();
    }

    /// <summary>Others wait here, and then read what this one wrote.</summary>
    private static async Task<AttemptCounter?> LockedAsync(GraphDb db, string subject)
    {
        var row = db.Set<AttemptCounter>().Where(c => c.Subject == subject);
        await db.LockAsync(row);
        return await row.AsTracking().SingleOrDefaultAsync();
    }

    private IEnumerable<(string Subject, int Limit, TimeSpan Window)> SubjectsOf(string secret, Guesser guesser)
    {
        if (guesser.Account is not null)
        {
            yield return ($"{secret} of {guesser.Account}", limits.WrongPerAccount, limits.Window);
            if (GuessedSlowly.Contains(secret))
            {
                yield return ($"{secret} of {guesser.Account} today", limits.WrongPerAccountAndDay, Day);
            }
        }

        if (guesser.Address is not null)
        {
            yield return ($"{secret} from {guesser.Address}", limits.WrongPerAddress, limits.Window);
        }
    }
}
