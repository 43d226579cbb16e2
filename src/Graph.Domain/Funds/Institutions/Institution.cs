using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Institutions;

public readonly record struct InstitutionId(Guid Value) : ITypedId<InstitutionId>
{
    public static InstitutionId From(Guid value) => new(value);
}

/// <summary>
/// A company that offers funds. A person at CLASS_III opens it, and an operator verifies it. Its staff are the members of its
/// settlement account, which receives the fees.
/// </summary>
public sealed class Institution : ISortedByName
{
    public const int MaxStaff = 50;
    public const int MaxPerPerson = 5;

    public required InstitutionId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The place of the name in lists that are in the order of names.</summary>
    public required SortKey SortName { get; init; }

    static string ISortedByName.NameProperty => nameof(Name);

    static string ISortedByName.UniqueProperty => nameof(LicenceNumber);

    /// <summary>The unified social credit code.</summary>
    public required string LicenceNumber { get; init; }

    public required UserId OwnerId { get; init; }

    /// <summary>The account that receives the fees.</summary>
    public required AccountId SettlementId { get; init; }

    public required DateTime OpenedAt { get; init; }

    /// <summary>When an operator verified it, in UTC; null while it may not sell.</summary>
    public DateTime? VerifiedAt { get; private set; }

    /// <summary>The operator who verified it.</summary>
    public UserId? VerifiedBy { get; private set; }

    /// <summary>How many persons held units of its funds when that was published last, see <see cref="Insights.HolderCounts"/>.</summary>
    public long Holders { get; private set; }

    /// <summary>The last closed day of its funds after which holders were counted; null before the first.</summary>
    public DateOnly? CountedOn { get; private set; }
}

internal sealed class InstitutionConfiguration : IEntityTypeConfiguration<Institution>
{
    public void Configure(EntityTypeBuilder<Institution> institution)
    {
        institution.HasKey(i => i.Id);
        institution.Property(i => i.Name).HasMaxLength(TextKind.DisplayName.MaxUnits);
        institution.Property(i => i.LicenceNumber).HasMaxLength(Licence.Length);
        institution.HasOne<User>().WithMany().HasForeignKey(i => i.OwnerId).OnDelete(DeleteBehavior.Restrict);
        institution.HasOne<User>().WithMany().HasForeignKey(i => i.VerifiedBy).OnDelete(DeleteBehavior.Restrict);
        institution.HasOne<Account>().WithMany().HasForeignKey(i => i.SettlementId).OnDelete(DeleteBehavior.Restrict);
        institution.HasIndex(i => i.LicenceNumber).IsUnique();
        institution.HasIndex(i => i.SettlementId).IsUnique();
        institution.ToTable(table =>
        {
            table.HasCheckConstraint(
                "ck_institution_verified", "(verified_at IS NULL AND verified_by IS NULL) OR (verified_at IS NOT NULL AND verified_by IS NOT NULL)");
            table.HasCheckConstraint("ck_institution_holders", "holders >= 0");
        });
    }
}
