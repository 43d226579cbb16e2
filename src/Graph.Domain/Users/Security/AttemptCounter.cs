using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

/// <summary>
/// Counts wrong guesses of a secret since the start of a time window. The subject is a keyed hash of what is counted,
/// so that the table names no phone numbers and no addresses.
/// </summary>
public sealed class AttemptCounter
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public byte[] Subject { get; private set; } = [];

    public DateTime WindowStart { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Guesses that are being checked. Each holds a place until it is known whether it was right.</summary>
    public long InFlight { get; private set; }

    /// <summary>
    /// When a place was last taken. A guess that ended with its process does not hold a place for long.
    /// </summary>
    public DateTime ReservedAt { get; private set; }

    public static AttemptCounter For(byte[] subject, DateTime now) =>
        new() { Subject = subject, WindowStart = now, ReservedAt = now };

    /// <summary>
    /// Returns whether trying to take a place makes sense: a guess may go ahead, or would be refused at once.
    /// </summary>
    public bool HasPlace(long limit, TimeSpan window, DateTime now) =>
        now >= WindowStart + window || now >= ReservedAt + Longest || Failures + InFlight < limit || IsExhausted(limit);

    public bool IsExhausted(long limit) => Failures >= limit;

    /// <summary>
    /// Takes a place before the guess is checked, so that many guesses at the same time cannot exceed the limit
    /// together.
    /// </summary>
    public bool TryReserve(long limit, TimeSpan window, DateTime now)
    {
        if (now >= WindowStart + window)
        {
            (WindowStart, Failures, InFlight) = (now, 0, 0);
        }

        if (now >= ReservedAt + Longest)
        {
            InFlight = 0;
        }

        if (Failures + InFlight >= limit)
        {
            return false;
        }

        ReservedAt = now;
        InFlight++;
        return true;
    }

    /// <summary>Frees the place. Only a wrong guess is counted.</summary>
    public void Settle(bool isWrong)
    {
        InFlight = Math.Max(0, InFlight - 1);
        Failures += isWrong ? 1 : 0;
    }
}

internal sealed class AttemptCounterConfiguration : IEntityTypeConfiguration<AttemptCounter>
{
    public void Configure(EntityTypeBuilder<AttemptCounter> counter)
    {
        counter.HasKey(c => c.Subject);
        counter.Property(c => c.Subject).HasMaxLength(33).IsFixedLength();
        counter.HasIndex(c => c.ReservedAt);
        counter.ToTable(table => table.HasCheckConstraint("ck_attempt_counter_failures", "failures >= 0 AND in_flight >= 0"));
    }
}
