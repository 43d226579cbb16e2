using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

/// <summary>
/// A key that encrypts stored secrets. It is itself encrypted with the configured key from outside the database. It is
/// never deleted, because everything encrypted with it would be lost.
/// </summary>
public sealed class DataKey
{
    public required string Name { get; init; }

    public required string Xml { get; init; }
}

internal sealed class DataKeyConfiguration : IEntityTypeConfiguration<DataKey>
{
    public void Configure(EntityTypeBuilder<DataKey> key)
    {
        key.HasKey(k => k.Name);
        key.Property(k => k.Name).HasMaxLength(100);
        key.ToTable(table => table.HasTrigger("tr_data_key_append_only"));
    }
}
