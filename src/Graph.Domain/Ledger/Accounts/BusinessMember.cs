using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>Somebody who acts for the business that a settlement account belongs to, and so sees its transactions.</summary>
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
