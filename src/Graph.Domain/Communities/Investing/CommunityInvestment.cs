using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Communities.Investing;

/// <summary>
/// The published sum that the members of a community hold of a fund. There is one row for the two, which stays when the
/// community takes another fund: a community that comes back to a fund goes on where it was. Otherwise an owner could change the
/// fund twice, to have the sum published again after one person's holding changed.
/// </summary>
public sealed class CommunityInvestment
{
    public required CommunityId CommunityId { get; init; }

    public required FundId FundId { get; init; }

    /// <summary>When the community got the fund; the last time, if it came back to it.</summary>
    public required DateTime TiedAt { get; set; }

    /// <summary>
    /// The last closed day of the fund after which the holdings were looked at; null while the fund is not that of the
    /// community.
    /// </summary>
    public DateOnly? LookedOn { get; set; } = Never;

    /// <summary>The day by whose value the sum was published; null before the first publication.</summary>
    public DateOnly? PublishedOn { get; set; }

    /// <summary>The value of a unit by which the sum was published; null before the first publication.</summary>
    public long? Value { get; set; }

    /// <summary>
    /// What was published, in fen, with one significant digit; null when somebody held over half of it, when fewer than five
    /// persons held something, and before the first publication.
    /// </summary>
    public long? Invested { get; set; }

    /// <summary>A day before the first day of any fund.</summary>
    internal static DateOnly Never => new(1990, 1, 1);
}

/// <summary>
/// What one person held of a community's fund when the sum was published last, over all accounts with which the person was a
/// member. The next sum waits until five of these differ.
/// </summary>
public sealed class CommunityShare
{
    public required CommunityId CommunityId { get; init; }

    public required FundId FundId { get; init; }

    public required PersonId PersonId { get; init; }

    /// <summary>The units, in ten-thousandths.</summary>
    public required long Units { get; init; }

    /// <summary>
    /// What the person had paid in and got out, added up, in fen. It changes with each order that is settled, and neither with
    /// the income of a fund nor with its value.
    /// </summary>
    public required long Moved { get; init; }
}

internal sealed class CommunityInvestmentConfiguration :
    IEntityTypeConfiguration<CommunityInvestment>, IEntityTypeConfiguration<CommunityShare>
{
    public void Configure(EntityTypeBuilder<CommunityInvestment> investment)
    {
        investment.HasKey(i => new { i.CommunityId, i.FundId });
        investment.HasOne<Community>().WithMany().HasForeignKey(i => i.CommunityId).OnDelete(DeleteBehavior.Restrict);
        investment.HasOne<Fund>().WithMany().HasForeignKey(i => i.FundId).OnDelete(DeleteBehavior.Restrict);
        investment.HasIndex(i => i.CommunityId).IsUnique().HasFilter("looked_on IS NOT NULL").HasDatabaseName("ux_community_investment_current");
        investment.HasIndex(i => new { i.FundId, i.LookedOn });
        investment.ToTable(table => table.HasCheckConstraint(
            "ck_community_investment_published",
            "(published_on IS NULL AND value IS NULL AND invested IS NULL) OR (published_on IS NOT NULL AND value > 0 AND (invested IS NULL OR invested >= 0))"));
    }

    public void Configure(EntityTypeBuilder<CommunityShare> share)
    {
        share.HasKey(s => new { s.CommunityId, s.FundId, s.PersonId });
        share.HasOne<CommunityInvestment>().WithMany().HasForeignKey(s => new { s.CommunityId, s.FundId }).OnDelete(DeleteBehavior.Restrict);
        share.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        share.ToTable(table => table.HasCheckConstraint("ck_community_share", "units > 0 AND moved >= 0"));
    }
}
