using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

public readonly record struct AuditEventId(Guid Value) : ITypedId<AuditEventId>
{
    public static AuditEventId From(Guid value) => new(value);
}

/// <summary>What happened to the account's security or money.</summary>
public enum AuditKind
{
    /// <summary>The account was opened.</summary>
    SignedUp,

    /// <summary>A session was opened with the password.</summary>
    SignedIn,

    /// <summary>Somebody gave a wrong password.</summary>
    SignInFailed,

    /// <summary>A session ended itself.</summary>
    SignedOut,

    /// <summary>A session was ended from another one, by a changed password, or because its refresh token was used twice.</summary>
    SessionRevoked,

    /// <summary>The password was changed.</summary>
    PasswordChanged,

    /// <summary>The payment PIN was set or changed.</summary>
    PinSet,

    /// <summary>Somebody gave a wrong payment PIN.</summary>
    PinFailed,

    /// <summary>Money was locked in.</summary>
    Frozen,

    /// <summary>The account was opened again.</summary>
    Unfrozen,

    /// <summary>Evidence was accepted, rejected, expired or revoked.</summary>
    EvidenceDecided,

    /// <summary>The real-name level changed.</summary>
    LevelChanged,

    /// <summary>A bank card was accepted.</summary>
    CardAdded,

    /// <summary>Money was moved, or set aside, at the account's request.</summary>
    MoneyMoved,
}

/// <summary>
/// One line of what touched an account's security or money, written in the transaction that did it. Never changed, never
/// deleted.
/// </summary>
public sealed class AuditEvent
{
    public const int MaxDetail = 200;

    /// <summary>Its place in the log.</summary>
    public long Sequence { get; private set; }

    public required AuditEventId Id { get; init; }

    public required UserId UserId { get; init; }

    public required AuditKind Kind { get; init; }

    public required DateTime At { get; init; }

    /// <summary>Which session did it; null where none did.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What exactly, for people; no secret, and no number of a card or a person.</summary>
    public string? Detail { get; init; }
}

/// <summary>Which session acts. It flows with the call that serves it, so that no service has to hand it on for the log.</summary>
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
    /// <summary>Adds a line to the unit at hand.</summary>
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
            Detail = detail is { Length: > AuditEvent.MaxDetail } ? detail[..AuditEvent.MaxDetail] : detail,
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
