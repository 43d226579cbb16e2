using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>
/// A user who acts for the business that owns a settlement account, and may therefore see its transactions.
/// </summary>
public sealed class BusinessMember
{
    public required AccountId AccountId { get; init; }

    public required UserId UserId { get; init; }

    public required DateTime Since { get; init; }
}

internal sealed class BusinessMemberConfiguration : IEntityTypeConfiguration<BusinessMember>
{
    public void Configure(EntityTypeBuilder<BusinessMember> member)
    {
        member.HasKey(m => new { m.AccountId, m.UserId });
        member.HasOne<Account>().WithMany().HasForeignKey(m => m.AccountId).OnDelete(DeleteBehavior.Restrict);
        member.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Restrict);
        member.HasIndex(m => m.UserId);
    }
}
