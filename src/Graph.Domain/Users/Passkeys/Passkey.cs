using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Passkeys;

public readonly record struct PasskeyId(Guid Value) : ITypedId<PasskeyId>
{
    public static PasskeyId From(Guid value) => new(value);
}

/// <summary>
/// A passkey of a user: the public half of a key pair whose private half never leaves the user's device or password
/// manager.
/// </summary>
public sealed class Passkey
{
    /// <summary>How many passkeys a user may have.</summary>
    public const int MaxPerUser = 20;

    /// <summary>The longest credential id that WebAuthn allows.</summary>
    public const int MaxCredentialId = 1023;

    /// <summary>More than any key of the algorithms that are offered needs.</summary>
    public const int MaxPublicKey = 1024;

    public PasskeyId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>The name that the authenticator gave the key pair. No two passkeys have the same.</summary>
    public byte[] CredentialId { get; private set; } = [];

    /// <summary>The public key, as COSE.</summary>
    public byte[] PublicKey { get; private set; } = [];

    /// <summary>
    /// How often the authenticator says that it has signed; zero for those that do not count. When it goes back, there
    /// is a copy of the passkey somewhere.
    /// </summary>
    public long SignCount { get; private set; }

    /// <summary>What the owner calls it.</summary>
    public string Name { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime? LastUsedAt { get; private set; }

    public static Passkey Add(
        PasskeyId id, UserId user, string name, byte[] credentialId, byte[] publicKey, long signCount, DateTime now) =>
        new()
        {
            Id = id,
            UserId = user,
            Name = name,
            CredentialId = credentialId,
            PublicKey = publicKey,
            SignCount = signCount,
            CreatedAt = now,
        };

    public void Rename(string name) => Name = name;
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> passkey)
    {
        passkey.HasKey(p => p.Id);
        passkey.Property(p => p.CredentialId).HasMaxLength(Passkey.MaxCredentialId);
        passkey.Property(p => p.PublicKey).HasMaxLength(Passkey.MaxPublicKey);
        passkey.Property(p => p.Name).HasMaxLength(TextKind.PasskeyName.MaxUnits);
        passkey.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Restrict);
        passkey.HasIndex(p => p.CredentialId).IsUnique();
        passkey.HasIndex(p => new { p.UserId, p.CreatedAt });
        passkey.ToTable(table => table.HasCheckConstraint(
            "ck_passkey_sign_count", "sign_count BETWEEN 0 AND 4294967295"));
    }
}
