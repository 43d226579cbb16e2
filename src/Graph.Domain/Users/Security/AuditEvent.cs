using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

public readonly record struct AuditEventId(Guid Value) : ITypedId<AuditEventId>
{
    public static AuditEventId From(Guid value) => new(value);
}

/// <summary>A kind of event that concerns the security or the money of an account.</summary>
public enum AuditKind
{
    /// <summary>The account was created, or linked to an external sign-in.</summary>
    SignedUp = 0,

    /// <summary>A session was opened, with the password, with a passkey or through an external authority.</summary>
    SignedIn = 1,

    /// <summary>A wrong password was entered.</summary>
    SignInFailed = 2,

    /// <summary>The user signed out of the session.</summary>
    SignedOut = 3,

    /// <summary>
    /// A session was ended from another session, by a changed password, or because its refresh token was used twice.
    /// </summary>
    SessionRevoked = 4,

    /// <summary>The password was changed.</summary>
    PasswordChanged = 5,

    /// <summary>The payment PIN was set or changed.</summary>
    PinSet = 6,

    /// <summary>A wrong payment PIN was entered.</summary>
    PinFailed = 7,

    /// <summary>The account was frozen.</summary>
    Frozen = 8,

    /// <summary>The account was unfrozen.</summary>
    Unfrozen = 9,

    /// <summary>Evidence was accepted, rejected, expired or revoked.</summary>
    EvidenceDecided = 10,

    /// <summary>The real-name level changed.</summary>
    LevelChanged = 11,

    /// <summary>A bank card was accepted.</summary>
    CardAdded = 12,

    /// <summary>Money was moved, or set aside, at the user's request.</summary>
    MoneyMoved = 13,

    /// <summary>A bank card was removed.</summary>
    CardRemoved = 14,

    /// <summary>The password was reset by a code to the phone.</summary>
    PasswordReset = 15,

    /// <summary>The phone of the account was changed, or another account has proved its number.</summary>
    PhoneChanged = 16,

    /// <summary>Another account was identified as the same person.</summary>
    PersonJoined = 17,

    /// <summary>A copy of the account's data was requested.</summary>
    DataExported = 18,

    /// <summary>The account was closed.</summary>
    AccountClosed = 19,

    /// <summary>A passkey was added.</summary>
    PasskeyAdded = 20,

    /// <summary>A passkey was removed.</summary>
    PasskeyRemoved = 21,

    /// <summary>A passkey confirmed a payment, or opened a session.</summary>
    PasskeyUsed = 22,

    /// <summary>A passkey was refused.</summary>
    PasskeyRefused = 23,

    /// <summary>The user, an operator, hid a post or a comment, or showed it again.</summary>
    ContentHidden = 24,

    /// <summary>The user, an operator, verified an institution, or took that back.</summary>
    InstitutionVerified = 25,

    /// <summary>The user, an operator, handed an institution over to a new owner.</summary>
    InstitutionTransferred = 26,
}

/// <summary>
/// An entry in the log of everything that concerned an account's security or money. It is written in the transaction
/// that did it, and is never changed or deleted.
/// </summary>
public sealed class AuditEvent
{
    public const int MaxDetail = 200;

    /// <summary>The place of the entry in the log.</summary>
    public long Sequence { get; private set; }

    public required AuditEventId Id { get; init; }

    public required UserId UserId { get; init; }

    public required AuditKind Kind { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The session that did it; null when no session did.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Details for the user. They contain no secrets and no full card or identity numbers.</summary>
    public string? Detail { get; init; }
}

/// <summary>
/// The session that makes the current call. It flows with the call, so that services need not pass it on for the log.
/// </summary>
public static class ActingSession
{
    private static readonly AsyncLocal<SessionId?> Flow = new();

    public static SessionId? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }
}

public static class AuditLog
{
    /// <summary>Adds an entry to the current unit.</summary>
    internal static void Audit(
        this GraphDb db,
        UserId user,
        AuditKind kind,
        DateTime at,
        string? detail = null,
        SessionId? session = null,
        bool isByNoSession = false) =>
        db.Set<AuditEvent>().Add(new AuditEvent
        {
            Id = new AuditEventId(Guid.CreateVersion7(at)),
            UserId = user,
            Kind = kind,
            At = at,
            SessionId = isByNoSession ? null : session ?? ActingSession.Current,
            Detail = detail is null ? null : TextKind.Clip(detail, AuditEvent.MaxDetail),
        });
}

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> audit)
    {
        audit.HasKey(e => e.Sequence);
        audit.Property(e => e.Sequence).ValueGeneratedOnAdd();
        audit.Property(e => e.Detail).HasMaxLength(AuditEvent.MaxDetail);
        audit.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
        audit.HasOne<Session>().WithMany().HasForeignKey(e => e.SessionId).OnDelete(DeleteBehavior.Restrict);
        audit.HasIndex(e => e.Id).IsUnique();
        audit.HasIndex(e => new { e.UserId, e.Sequence });
        audit.ToTable(table => table.HasTrigger("tr_audit_event_append_only"));
    }
}
