using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Phones;

public readonly record struct PhoneChallengeId(Guid Value) : ITypedId<PhoneChallengeId>
{
    public static PhoneChallengeId From(Guid value) => new(value);
}

/// <summary>What a code may be used for. A code that was sent for one purpose opens nothing else.</summary>
public enum PhonePurpose
{
    /// <summary>To open an account.</summary>
    SignUp = 0,

    /// <summary>To prove a phone to an account that is signed in.</summary>
    Account = 1,

    /// <summary>To set a new password.</summary>
    PasswordReset = 2,
}

/// <summary>
/// A code that was sent to a phone. The client that requested it sends the challenge's id back with the code. So the
/// requests and wrong tries of a stranger never use up those of the owner.
/// </summary>
public sealed class PhoneChallenge
{
    public const int MaxTries = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public required PhoneChallengeId Id { get; init; }

    public required PhonePurpose Purpose { get; init; }

    public required string Phone { get; init; }

    /// <summary>The account that requested the code; null when nobody was signed in.</summary>
    public UserId? UserId { get; init; }

    public required byte[] CodeHash { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public long Tries { get; private set; }

    public DateTime? UsedAt { get; private set; }
}

internal sealed class PhoneChallengeConfiguration : IEntityTypeConfiguration<PhoneChallenge>
{
    public void Configure(EntityTypeBuilder<PhoneChallenge> challenge)
    {
        challenge.HasKey(c => c.Id);
        challenge.Property(c => c.Phone).HasMaxLength(20);
        challenge.Property(c => c.CodeHash).HasMaxLength(33).IsFixedLength();
        challenge.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        challenge.HasIndex(c => c.ExpiresAt);
        challenge.ToTable(table => table.HasCheckConstraint("ck_phone_challenge_tries", "tries BETWEEN 0 AND 5"));
    }
}
