using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Paying;

/// <summary>
/// A person's wish that payments redeem at once what the wallet lacks, from a money-market fund. There is no row for those who
/// do not wish it.
/// </summary>
public sealed class RedeemFirst
{
    public required UserId UserId { get; init; }

    public required FundId FundId { get; init; }

    public required DateTime SetAt { get; init; }
}

internal sealed class RedeemFirstConfiguration : IEntityTypeConfiguration<RedeemFirst>
{
    public void Configure(EntityTypeBuilder<RedeemFirst> wish)
    {
        wish.HasKey(w => w.UserId);
        wish.HasOne<User>().WithMany().HasForeignKey(w => w.UserId).OnDelete(DeleteBehavior.Restrict);
        wish.HasOne<Fund>().WithMany().HasForeignKey(w => w.FundId).OnDelete(DeleteBehavior.Restrict);
    }
}
