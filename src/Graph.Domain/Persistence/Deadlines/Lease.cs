using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Persistence.Deadlines;

public readonly record struct LeaseHolder(Guid Value) : ITypedId<LeaseHolder>
{
    public static LeaseHolder From(Guid value) => new(value);
}

/// <summary>
/// Says which node does a kind of background work, and until when, in the database's time. The lease only avoids
/// double effort. The guards on the rows make sure that work takes effect only once.
/// </summary>
public sealed class Lease
{
    public required string Name { get; init; }

    public LeaseHolder Holder { get; init; }

    public DateTime Until { get; init; }
}

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> lease)
    {
        lease.HasKey(l => l.Name);
        lease.Property(l => l.Name).HasMaxLength(40);
    }
}
