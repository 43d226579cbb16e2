using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Limits;

/// <summary>The period over which payments are added up. Days and years are those of Shanghai.</summary>
public enum LimitPeriod
{
    /// <summary>A calendar day.</summary>
    Day = 0,

    /// <summary>A calendar year.</summary>
    Year = 1,

    /// <summary>The whole life of the account.</summary>
    Lifetime = 2,
}

/// <summary>The amount that a person has spent in a period, over all accounts of that person.</summary>
public sealed class LimitCounter
{
    public required PersonId PersonId { get; init; }

    public required LimitPeriod Period { get; init; }

    public required DateOnly PeriodStart { get; init; }

    public long Used { get; private set; }
}

internal sealed class LimitCounterConfiguration : IEntityTypeConfiguration<LimitCounter>
{
    public void Configure(EntityTypeBuilder<LimitCounter> counter)
    {
        counter.HasKey(c => new { c.PersonId, c.Period, c.PeriodStart });
        counter.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
        counter.ToTable(table => table.HasCheckConstraint("ck_limit_counter_used", "used >= 0"));
    }
}
