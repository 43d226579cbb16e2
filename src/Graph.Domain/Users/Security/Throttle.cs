using System.Diagnostics;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>The limits for wrong guesses.</summary>
public sealed class ThrottleLimits
{
    public bool Enabled { get; set; } = true;

    public int WrongPerAccount { get; set; } = 5;

    public int WrongPerAddress { get; set; } = 60;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An additional limit for secrets that could be guessed slowly: payment PINs, payees' names, identity cards, and
    /// searches by a phone number that nobody has. When it is reached, no more guesses of that secret are accepted
    /// until 24 hours after the window began, which is when its first guess was made.
    /// </summary>
    public int WrongPerAccountAndDay { get; set; } = 10;
}

/// <summary>The account and the network address from which a guess comes; either may be unknown.</summary>
public sealed record Guesser(string? Account, string? Address);

/// <summary>
/// Limits guesses of passwords, codes and PINs per account and per network address. The counters are in the database,
/// so that all nodes count together. A place is reserved and committed before the secret is checked.
/// </summary>
public sealed class Throttle(Units units, TimeProvider clock, ThrottleLimits limits)
{
    private static readonly HashSet<string> GuessedSlowly = [PaymentPins.Secret, "name", "phone number", "identity"];
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(30);

    private readonly Turns _turns = new(limits.WrongPerAccount);

    /// <summary>Checks a guess. When the check returns null, the guess was wrong and is counted.</summary>
    /// <param name="onWrong">Writes more rows when the guess is wrong, in the transaction that counts it.</param>
    /// <returns>The result of the check, and how many wrong guesses the account has left.</returns>
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

        // Guesses on this node wait here for their turn without using the database. Places taken by other nodes are
        // polled.
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

    /// <summary>
    /// Reserves a place. When guesses that are being checked hold all places, waits for one of them, because it may be
    /// right.
    /// </summary>
    private async Task ReserveAsync(string secret, Guesser guesser, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await TryReserveAsync(secret, guesser, Stopwatch.GetElapsedTime(begun) >= MaxWait))
        {
            do
            {
                // A read does not block units that write.
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

    /// <summary>
    /// Frees the place and counts the guess when it was wrong. Returns how many wrong guesses are left.
    /// </summary>
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

    /// <summary>Deletes the counters of a secret after it was changed, so that counting starts again.</summary>
    internal static Task ForgetAsync(GraphDb db, string secret, string account)
    {
        string[] subjects = [$"{secret} of {account}", $"{secret} of {account} today"];
        return db.Set<AttemptCounter>().Where(c => subjects.Contains(c.Subject)).ExecuteDeleteAsync();
    }

    /// <summary>Locks and reads a counter. Other units wait here, and then read what this one wrote.</summary>
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
