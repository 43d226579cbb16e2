using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

public readonly record struct KnownDeviceId(Guid Value) : ITypedId<KnownDeviceId>
{
    public static KnownDeviceId From(Guid value) => new(value);
}

/// <summary>
/// A device on which the owner of an account has signed in. Its guesses count apart from those of strangers, so that
/// no stranger can lock the owner out of it. The database stores only the hash of its token.
/// </summary>
public sealed class KnownDevice
{
    /// <summary>How many devices an account knows. The one that was used longest ago is forgotten first.</summary>
    public const int MaxPerUser = 20;

    public KnownDeviceId Id { get; private set; }

    public UserId UserId { get; private set; }

    public byte[] TokenHash { get; private set; } = [];

    public DateTime LastUsedAt { get; private set; }

    public static KnownDevice Know(KnownDeviceId id, UserId user, byte[] tokenHash, DateTime now) =>
        new() { Id = id, UserId = user, TokenHash = tokenHash, LastUsedAt = now };
}

internal sealed class KnownDeviceConfiguration : IEntityTypeConfiguration<KnownDevice>
{
    public void Configure(EntityTypeBuilder<KnownDevice> device)
    {
        device.HasKey(d => d.Id);
        device.Property(d => d.TokenHash).HasMaxLength(33).IsFixedLength();
        device.HasOne<User>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.Restrict);
        device.HasIndex(d => d.TokenHash).IsUnique();
        device.HasIndex(d => new { d.UserId, d.LastUsedAt });
    }
}
