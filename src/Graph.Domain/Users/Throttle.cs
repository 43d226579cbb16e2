using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users;

/// <summary>How many wrong guesses are allowed.</summary>
public sealed class ThrottleLimits
{
    public bool Enabled { get; set; } = true;

    public int WrongPerAccount { get; set; } = 5;

    public int WrongPerAddress { get; set; } = 60;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Who is guessing, and from where; either may be unknown.</summary>
public sealed record Guesser(string? Account, string? Address);

/// <summary>
/// Limits guesses of passwords, codes and PINs per account and per address. Counters live in the database, so that all
/// nodes count together, and are committed on their own, before the secret is compared.
/// </summary>
public sealed class Throttle(Units units, TimeProvider clock, ThrottleLimits limits)
{
    /// <summary>Runs a comparison of a secret. Null is returned as a wrong guess, and counts.</summary>
    /// <returns>What the comparison returned, and how many guesses are left to the account.</returns>
    public async Task<(T? Value, int Left)> GuessAsync<T>(string secret, Guesser guesser, Func<Task<T?>> compare)
        where T : class
    {
        if (!limits.Enabled)
        {
            return (await compare(), limits.WrongPerAccount);
        }

        var left = await ReserveAsync(secret, guesser);
        var value = await compare();
        if (value is not null)
        {
            await GiveBackAsync(secret, guesser);
        }

        return (value, left);
    }

    private Task<int> ReserveAsync(string secret, Guesser guesser) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var left = limits.WrongPerAccount;
        foreach (var (subject, limit) in SubjectsOf(secret, guesser))
        {
            var counter = await db.AttemptCounters.AsTracking().SingleOrDefaultAsync(c => c.Subject == subject);
            if (counter is null)
            {
                counter = AttemptCounter.For(subject, now);
                db.AttemptCounters.Add(counter);
            }

            if (!counter.TryReserve(limit, limits.Window, now))
            {
                var wait = counter.WindowStart + limits.Window - now;
                throw new DomainException(new TooManyAttemptsError(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))));
            }

            left = Math.Min(left, limit - (int)counter.Failures);
        }

        return left;
    });

    private Task<int> GiveBackAsync(string secret, Guesser guesser) => units.WriteAsync(async db =>
    {
        foreach (var (subject, _) in SubjectsOf(secret, guesser))
        {
            var counter = await db.AttemptCounters.AsTracking().SingleOrDefaultAsync(c => c.Subject == subject);
            counter?.GiveBack();
        }

        return 0;
    });

    private IEnumerable<(string Subject, int Limit)> SubjectsOf(string secret, Guesser guesser)
    {
        if (guesser.Account is not null)
        {
            yield return ($"{secret} of {guesser.Account}", limits.WrongPerAccount);
        }

        if (guesser.Address is not null)
        {
            yield return ($"{secret} from {guesser.Address}", limits.WrongPerAddress);
        }
    }
}
