using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Accounts;

public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static UserId From(Guid value) => new(value);
}

/// <summary>A person's account: the public profile, the credentials of its owner, and its real-name level.</summary>
public sealed class User
{
    public const int MaxDisplayName = 40;
    public const int MaxBio = 300;
    public const int MaxUrl = 500;
    public const int MaxFreezeReason = 200;

    public UserId Id { get; private set; }

    public string Handle { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    /// <summary>The display name in the form that searches use.</summary>
    public string SearchName { get; private set; } = "";

    public string? AvatarUrl { get; private set; }

    public string? Bio { get; private set; }

    /// <summary>A mobile number of mainland China, eleven digits.</summary>
    public string Phone { get; private set; } = "";

    public string PasswordHash { get; private set; } = "";

    /// <summary>
    /// A keyed hash. With a plain hash, a copy of the database would be enough to try out all PINs of six digits.
    /// </summary>
    public byte[]? PaymentPinHash { get; private set; }

    /// <summary>The user's roles, as bits of <see cref="Role"/>. Every user has the role User.</summary>
    public long RoleBits { get; private set; } = 1 << (int)Role.User;

    public RealNameLevel Level { get; private set; }

    /// <summary>
    /// The person on the accepted identity card. All accounts of a person share that person's limits.
    /// </summary>
    public PersonId? PersonId { get; private set; }

    /// <summary>The name on the accepted identity card.</summary>
    public string? RealName { get; private set; }

    public bool ShowsRealNameToFriends { get; private set; } = true;

    public bool FriendsSeeFriends { get; private set; } = true;

    /// <summary>Whether other users can find this account by its whole phone number.</summary>
    public bool FoundByPhone { get; private set; } = true;

    public Visibility DefaultVisibility { get; private set; } = Visibility.Parties;

    /// <summary>When the account was frozen, so that no money leaves it; null when it is not frozen.</summary>
    public DateTime? FrozenAt { get; private set; }

    /// <summary>The note that the owner wrote when freezing the account.</summary>
    public string? FreezeReason { get; private set; }

    /// <summary>The number of friends. It is updated in the transaction that begins or ends a friendship.</summary>
    public long FriendCount { get; private set; }

    public DateTime JoinedAt { get; private set; }

    /// <summary>
    /// A number that grows with every change. When two requests change the same state, only one of them succeeds.
    /// </summary>
    public long Version { get; private set; }

    public IReadOnlyList<Role> Roles => [.. Enum.GetValues<Role>().Where(role => (RoleBits & (1L << (int)role)) != 0)];

    public static User SignUp(
        UserId id, string handle, string displayName, string phone, string passwordHash, DateTime now) => new()
        {
            Id = id,
            Handle = handle,
            DisplayName = displayName,
            SearchName = UserNames.NormalizeSearch(displayName),
            Phone = phone,
            PasswordHash = passwordHash,
            JoinedAt = now,
        };

    public void Change(ProfileChange change)
    {
        DisplayName = change.DisplayName ?? DisplayName;
        SearchName = UserNames.NormalizeSearch(DisplayName);
        AvatarUrl = Cleared(change.AvatarUrl ?? AvatarUrl);
        Bio = Cleared(change.Bio ?? Bio);
        ShowsRealNameToFriends = change.ShowsRealNameToFriends ?? ShowsRealNameToFriends;
        FriendsSeeFriends = change.FriendsSeeFriends ?? FriendsSeeFriends;
        FoundByPhone = change.FoundByPhone ?? FoundByPhone;
        DefaultVisibility = change.DefaultVisibility ?? DefaultVisibility;
        Version++;
    }

    private static string? Cleared(string? text) => text is "" ? null : text;

    public void SetPaymentPin(byte[] hash)
    {
        PaymentPinHash = hash;
        Version++;
    }

    /// <summary>Freezes the account. If it is frozen already, the first reason and time are kept.</summary>
    public void Freeze(string? reason, DateTime now)
    {
        FreezeReason = FrozenAt is null ? reason : FreezeReason;
        FrozenAt ??= now;
        Version++;
    }

    public void Unfreeze()
    {
        (FrozenAt, FreezeReason) = (null, null);
        Version++;
    }

    public void Grant(Role role)
    {
        RoleBits |= 1L << (int)role;
        Version++;
    }

    public void Revoke(Role role)
    {
        RoleBits &= ~(1L << (int)role);
        Version++;
    }

    public void Rehash(string passwordHash)
    {
        PasswordHash = passwordHash;
        Version++;
    }

    public void Identify(Person person)
    {
        PersonId = person.Id;
        RealName = person.FullName;
        Version++;
    }

    /// <summary>Sets the level that follows from the accepted channels. Returns whether it changed.</summary>
    public bool Reassess(IReadOnlyCollection<EvidenceKind> accepted)
    {
        var level = RealNameLevels.Of(accepted);
        var changed = level != Level;
        Level = level;
        Version++;
        return changed;
    }
}

/// <summary>The changes to a profile. A null value leaves the field as it is; an empty text clears it.</summary>
public sealed record ProfileChange(
    string? DisplayName,
    string? AvatarUrl,
    string? Bio,
    bool? ShowsRealNameToFriends,
    bool? FriendsSeeFriends,
    bool? FoundByPhone,
    Visibility? DefaultVisibility);

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.HasKey(u => u.Id);
        user.Property(u => u.Handle).HasMaxLength(UserNames.MaxHandle);
        user.Property(u => u.DisplayName).HasMaxLength(User.MaxDisplayName);
        user.Property(u => u.SearchName).HasMaxLength(User.MaxDisplayName * 2);
        user.Property(u => u.AvatarUrl).HasMaxLength(User.MaxUrl);
        user.Property(u => u.Bio).HasMaxLength(User.MaxBio);
        user.Property(u => u.Phone).HasMaxLength(20);
        user.Property(u => u.PasswordHash).HasMaxLength(200);
        user.Property(u => u.PaymentPinHash).HasMaxLength(33).IsFixedLength();
        user.Property(u => u.RealName).HasMaxLength(IdentityCard.MaxName);
        user.Property(u => u.FreezeReason).HasMaxLength(User.MaxFreezeReason);
        user.Property(u => u.Version).IsConcurrencyToken();
        user.Ignore(u => u.Roles);
        user.HasIndex(u => u.Handle).IsUnique();
        user.HasIndex(u => u.Phone).IsUnique();
        user.HasIndex(u => u.SearchName);
        user.HasOne<Person>().WithMany().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Restrict);
        user.ToTable(table =>
        {
            table.HasCheckConstraint("ck_user_level", "level BETWEEN 0 AND 3");
            table.HasCheckConstraint("ck_user_level_needs_person", "level = 0 OR person_id IS NOT NULL");
            table.HasCheckConstraint("ck_user_friend_count", "friend_count BETWEEN 0 AND 5000");
        });
    }
}
