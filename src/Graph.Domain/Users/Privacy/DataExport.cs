using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Privacy;

public readonly record struct DataExportId(Guid Value) : ITypedId<DataExportId>
{
    public static DataExportId From(Guid value) => new(value);
}

/// <summary>
/// A copy of a user's data that was requested. Its link works once. The database stores only the hash of the link's
/// token.
/// </summary>
public sealed class DataExport
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public required DataExportId Id { get; init; }

    public required UserId UserId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required DateTime RequestedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public DateTime? UsedAt { get; private set; }
}

internal sealed class DataExportConfiguration : IEntityTypeConfiguration<DataExport>
{
    public void Configure(EntityTypeBuilder<DataExport> export)
    {
        export.HasKey(e => e.Id);
        export.Property(e => e.TokenHash).HasMaxLength(33).IsFixedLength();
        export.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
        export.HasIndex(e => e.TokenHash).IsUnique();
        export.HasIndex(e => new { e.UserId, e.RequestedAt });
    }
}
