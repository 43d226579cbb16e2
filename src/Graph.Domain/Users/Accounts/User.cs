using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Users.Accounts;

public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static UserId From(Guid value) => new(value);
}

/// <summary>A person's account: the public profile, the credentials of its owner, and its real-name level.</summary>
public sealed class User : ISortedByName
{
    /// <summary>The name under which the payments of an erased account remain.</summary>
    public const string Pseudonym = "Closed account";

    /// <summary>How long an account is restricted after a reset of its password or a change of its phone.</summary>
    public static readonly TimeSpan Restriction = TimeSpan.FromHours(24);

    public UserId Id { get; private set; }

    public string Handle { get; private set; } = "";
    public string DisplayName { get; private set; } = "";

    /// <summary>The display name in the form that searches use.</summary>
    public string SearchName { get; private set; } = "";

    /// <summary>The place of the display name in lists that are in the order of names.</summary>
    public SortKey SortName { get; private set; }

    static string ISortedByName.NameProperty => nameof(DisplayName);
    static string ISortedByName.UniqueProperty => nameof(Handle);

    public string? AvatarUrl { get; private set; }

    public string? Bio { get; private set; }

    /// <summary>
    /// A mobile number of mainland China, eleven digits; null after somebody else has proved the number, or after the
    /// account was closed.
    /// </summary>
    public string? Phone { get; private set; }

    /// <summary>
    /// Whether the owner has shown that the phone is theirs. Nobody is found by a number that is not proved, and
    /// another account that proves it takes it over.
    /// </summary>
    public bool IsPhoneProved { get; private set; }

    /// <summary>The number before the last change; null when there is none that could still be taken back.</summary>
    public string? PreviousPhone { get; private set; }

    /// <summary>Until when a code to the previous number can undo the change, in UTC.</summary>
    public DateTime? PreviousPhoneUntil { get; private set; }

    /// <summary>
    /// Until when the account is restricted, in UTC, because its password was reset or its phone changed; null when it
    /// never was. See <see cref="IsRestrictedAt"/>.
    /// </summary>
    public DateTime? RestrictedUntil { get; private set; }

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

    /// <summary>Whether friends see the band of the trust score. It is off until the user switches it on (PIPL, article 29).</summary>
    public bool ShowsTrustBand { get; private set; }

    public Visibility DefaultVisibility { get; private set; } = Visibility.Parties;

    /// <summary>When the account was frozen, so that no money leaves it; null when it is not frozen.</summary>
    public DateTime? FrozenAt { get; private set; }

    /// <summary>The note that the owner wrote when freezing the account.</summary>
    public string? FreezeReason { get; private set; }

    /// <summary>The number of friends. It is updated in the transaction that begins or ends a friendship.</summary>
    public long FriendCount { get; private set; }

    public DateTime JoinedAt { get; private set; }

    /// <summary>
    /// The account of the same person to whose phone a code was sent, so that this account could join the person; null
    /// when it did not join by a code.
    /// </summary>
    public UserId? JoinedThroughId { get; private set; }

    /// <summary>When the owner closed the account, in UTC; null while it is open.</summary>
    public DateTime? ClosedAt { get; private set; }

    /// <summary>When the personal data of the closed account was erased, in UTC; null while it is kept.</summary>
    public DateTime? ErasedAt { get; private set; }

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
            SearchName = SearchForm.Of(displayName),
            SortName = SortKey.Of(displayName),
            Phone = phone,
            IsPhoneProved = true,
            PasswordHash = passwordHash,
            JoinedAt = now,
        };

    /// <summary>
    /// Whether the account is restricted. For 24 hours after its password was reset or its phone changed, every payment
    /// takes the payment PIN, and nothing is unfrozen, exported, closed or changed again. Source: the product's rules
    /// for ways back in.
    /// </summary>
    public bool IsRestrictedAt(DateTime now) => RestrictedUntil > now;

    /// <summary>Whether the account has an operator's powers, which rest while it is frozen or restricted: a thief may have the phone.</summary>
    public bool IsOperatorAt(DateTime now) => Roles.Contains(Role.Admin) && FrozenAt is null && !IsRestrictedAt(now);

    public void Restrict(DateTime now)
    {
        RestrictedUntil = now + Restriction;
        Version++;
    }

    /// <summary>Takes over a number that the owner has proved.</summary>
    public void ProvePhone(string phone)
    {
        (Phone, IsPhoneProved) = (phone, true);
        Version++;
    }

    /// <summary>The number counts as anybody's, because its evidence was revoked or has expired.</summary>
    public void DoubtPhone()
    {
        IsPhoneProved = false;
        Version++;
    }

    /// <summary>Loses the number to an account that has proved it.</summary>
    public void LosePhone()
    {
        (Phone, IsPhoneProved) = (null, false);
        Version++;
    }

    /// <summary>Changes the number. For a day, a code to the old number can undo it.</summary>
    public void ChangePhone(string phone, DateTime now)
    {
        PreviousPhone = IsPhoneProved ? Phone : null;
        PreviousPhoneUntil = IsPhoneProved ? now + Restriction : null;
        ProvePhone(phone);
        Restrict(now);
    }

    /// <summary>Undoes the last change of the number, which its real owner did not make.</summary>
    public void TakePhoneBack()
    {
        ProvePhone(PreviousPhone ?? throw new InvalidOperationException($"Account {Id} has no previous phone."));
        ForgetPreviousPhone();
    }

    /// <summary>The number before the last change cannot be taken back any more.</summary>
    public void ForgetPreviousPhone()
    {
        (PreviousPhone, PreviousPhoneUntil) = (null, null);
        Version++;
    }

    /// <summary>Closes the account. Nobody can sign in, and nobody finds it.</summary>
    public void Close(DateTime now)
    {
        (Phone, IsPhoneProved, PreviousPhone, PreviousPhoneUntil) = (null, false, null, null);
        (PasswordHash, PaymentPinHash) = ("", null);
        (AvatarUrl, Bio, FoundByPhone, RoleBits) = (null, null, false, 1 << (int)Role.User);
        ClosedAt = now;
        Version++;
    }

    /// <summary>Erases the personal data. The handle stays, so that nobody else gets it.</summary>
    public void Erase(DateTime now)
    {
        Name(Pseudonym);
        (RealName, PersonId, Level, FreezeReason) = (null, null, RealNameLevel.None, null);
        ErasedAt = now;
        Version++;
    }

    public void Change(ProfileChange change)
    {
        Name(change.DisplayName ?? DisplayName);
        AvatarUrl = Cleared(change.AvatarUrl ?? AvatarUrl);
        Bio = Cleared(change.Bio ?? Bio);
        ShowsRealNameToFriends = change.ShowsRealNameToFriends ?? ShowsRealNameToFriends;
        FriendsSeeFriends = change.FriendsSeeFriends ?? FriendsSeeFriends;
        FoundByPhone = change.FoundByPhone ?? FoundByPhone;
        ShowsTrustBand = change.ShowsTrustBand ?? ShowsTrustBand;
        DefaultVisibility = change.DefaultVisibility ?? DefaultVisibility;
        Version++;
    }

    private void Name(string name) => (DisplayName, SearchName, SortName) = (name, SearchForm.Of(name), SortKey.Of(name));

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

    /// <param name="person">The person on the accepted identity card.</param>
    /// <param name="through">The account to whose phone a code was sent; null when there was none.</param>
    public void Identify(Person person, UserId? through = null)
    {
        PersonId = person.Id;
        RealName = person.FullName;
        JoinedThroughId = through;
        Version++;
    }

    /// <summary>Loses the identity, because somebody else has shown to be that person.</summary>
    public void LoseIdentity()
    {
        (PersonId, RealName, JoinedThroughId) = (null, null, null);
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
