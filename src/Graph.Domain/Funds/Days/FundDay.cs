using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Days;

public readonly record struct FundDayId(Guid Value) : ITypedId<FundDayId>
{
    public static FundDayId From(Guid value) => new(value);
}

/// <summary>How far a day of a fund is.</summary>
public enum FundDayStatus
{
    /// <summary>The value is published, and may still be corrected.</summary>
    Published = 0,

    /// <summary>Orders are priced or income is credited by the value that counts.</summary>
    Started = 1,

    /// <summary>All orders of the day are priced, all income is credited, and the fund's money is worth its units.</summary>
    Closed = 2,
}

/// <summary>
/// A day of a fund, with the value that counts. Days follow each other without a gap: all days of the calendar for a
/// money-market fund, exchange days for all others.
/// </summary>
public sealed class FundDay
{
    public required FundDayId Id { get; init; }

    public required FundId FundId { get; init; }

    public required DateOnly Day { get; init; }

    public FundDayStatus Status { get; private set; }

    /// <summary>The value of a unit, in ten-thousandths of a yuan.</summary>
    public required long Value { get; init; }

    /// <summary>The income of 10,000 units, in ten-thousandths of a yuan; null unless it is a money-market fund.</summary>
    public long? Income { get; init; }

    /// <summary>Which publication counts.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The number of the last holding whose income is credited; null before the first.</summary>
    public long? CreditedTo { get; private set; }

    public DateTime? ClosedAt { get; private set; }
}

/// <summary>What an institution published for a day: the first value, or a correction. It never changes.</summary>
public sealed class FundPublication
{
    public required FundDayId FundDayId { get; init; }

    public required long Revision { get; init; }

    public required long Value { get; init; }

    public long? Income { get; init; }

    /// <summary>Why it was corrected; null for the first.</summary>
    public string? Reason { get; init; }

    public required UserId PublishedBy { get; init; }

    public required DateTime PublishedAt { get; init; }
}

internal sealed class FundDayConfiguration : IEntityTypeConfiguration<FundDay>, IEntityTypeConfiguration<FundPublication>
{
    public void Configure(EntityTypeBuilder<FundDay> day)
    {
        day.HasKey(d => d.Id);
        day.HasOne<Fund>().WithMany().HasForeignKey(d => d.FundId).OnDelete(DeleteBehavior.Restrict);
        day.HasIndex(d => new { d.FundId, d.Day }).IsUnique();
        day.HasIndex(d => d.Status).HasFilter("status <> 2").HasDatabaseName("ix_fund_day_open");
        day.ToTable(table =>
        {
            table.HasCheckConstraint("ck_fund_day_value", "value BETWEEN 1 AND 9999999 AND (income IS NULL OR income BETWEEN 0 AND 999999)");
            table.HasCheckConstraint("ck_fund_day_closed", "(status = 2 AND closed_at IS NOT NULL) OR (status <> 2 AND closed_at IS NULL)");
            table.HasCheckConstraint("ck_fund_day_started", "status <> 0 OR credited_to IS NULL");
        });
    }

    public void Configure(EntityTypeBuilder<FundPublication> publication)
    {
        publication.HasKey(p => new { p.FundDayId, p.Revision });
        publication.Property(p => p.Reason).HasMaxLength(TextKind.Reason.MaxUnits);
        publication.HasOne<FundDay>().WithMany().HasForeignKey(p => p.FundDayId).OnDelete(DeleteBehavior.Restrict);
        publication.HasOne<User>().WithMany().HasForeignKey(p => p.PublishedBy).OnDelete(DeleteBehavior.Restrict);
        publication.ToTable(table =>
        {
            table.HasCheckConstraint("ck_fund_publication_correction", "(revision = 1 AND reason IS NULL) OR (revision > 1 AND reason IS NOT NULL)");
            table.HasTrigger("tr_fund_publication_append_only");
        });
    }
}
