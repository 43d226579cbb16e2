using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Passkeys;

public readonly record struct PasskeyChallengeId(Guid Value) : ITypedId<PasskeyChallengeId>
{
    public static PasskeyChallengeId From(Guid value) => new(value);
}

/// <summary>What a challenge may be used for. What was signed for one purpose opens nothing else.</summary>
public enum PasskeyPurpose
{
    /// <summary>To add a passkey.</summary>
    Registration = 0,

    /// <summary>To sign in.</summary>
    SignIn = 1,

    /// <summary>To confirm one payment.</summary>
    Payment = 2,
}

/// <summary>
/// A challenge for an authenticator to sign. It can be used once, and not for long. The bytes that are signed are not
/// stored: they follow from this row and from what the challenge is bound to (<see cref="PasskeyChallenges"/>).
/// </summary>
public sealed class PasskeyChallenge
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public required PasskeyChallengeId Id { get; init; }

    public required PasskeyPurpose Purpose { get; init; }

    /// <summary>The user for whom it was made; null when nobody was signed in.</summary>
    public UserId? UserId { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public DateTime? UsedAt { get; private set; }
}

internal sealed class PasskeyChallengeConfiguration : IEntityTypeConfiguration<PasskeyChallenge>
{
    public void Configure(EntityTypeBuilder<PasskeyChallenge> challenge)
    {
        challenge.HasKey(c => c.Id);
        challenge.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        challenge.HasIndex(c => c.ExpiresAt);
    }
}
