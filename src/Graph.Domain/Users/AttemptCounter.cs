using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users;

/// <summary>Wrong guesses of one secret, by account or by address, since the start of a window.</summary>
public sealed class AttemptCounter
{
    public string Subject { get; private set; } = "";

    public DateTime WindowStart { get; private set; }

    public long Failures { get; private set; }

    public static AttemptCounter For(string subject, DateTime now) => new() { Subject = subject, WindowStart = now };

    /// <summary>Counts a guess before it is looked at, so that guesses made at once are all counted.</summary>
    public bool TryReserve(long limit, TimeSpan window, DateTime now)
    {
        if (now >= WindowStart + window)
        {
            WindowStart = now;
            Failures = 0;
        }

        if (Failures >= limit)
        {
            return false;
        }

        Failures++;
        return true;
    }

    /// <summary>The guess was right: it does not count.</summary>
    public void GiveBack() => Failures = Math.Max(0, Failures - 1);
}

internal sealed class AttemptCounterConfiguration : IEntityTypeConfiguration<AttemptCounter>
{
    public void Configure(EntityTypeBuilder<AttemptCounter> counter)
    {
        counter.HasKey(c => c.Subject);
        counter.Property(c => c.Subject).HasMaxLength(120);
        counter.ToTable(table => table.HasCheckConstraint("ck_attempt_counter_failures", "failures >= 0"));
    }
}
