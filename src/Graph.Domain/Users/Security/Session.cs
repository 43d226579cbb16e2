using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Security;

public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    public static SessionId From(Guid value) => new(value);
}

/// <summary>
/// A lasting sign-in. Access tokens name it and refresh tokens renew it. Ending it invalidates both at once.
/// </summary>
public sealed class Session
{
    public const int MaxUserAgent = 200;

    public SessionId Id { get; private set; }

    public UserId UserId { get; private set; }

    public string? UserAgent { get; private set; }

    /// <summary>The known device on which it was opened; null when none is known.</summary>
    public KnownDeviceId? DeviceId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime LastSeenAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public static Session Open(
        SessionId id, UserId user, string? userAgent, DateTime now, KnownDeviceId? device = null) => new()
    {
        Id = id,
        UserId = user,
        UserAgent = userAgent is null ? null : TextKind.Clip(userAgent, MaxUserAgent),
        DeviceId = device,
        CreatedAt = now,
        LastSeenAt = now,
    };

    public void Seen(DateTime now) => LastSeenAt = now;

    public void End(DateTime now) => EndedAt ??= now;
}

/// <summary>
/// A refresh token, stored as a hash. It can be used once; a second use later means that it was stolen.
/// </summary>
public sealed class RefreshToken
{
    public byte[] Hash { get; private set; } = [];

    public SessionId SessionId { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    public DateTime? UsedAt { get; private set; }

    public static RefreshToken Issue(byte[] hash, SessionId session, DateTime expiresAt) =>
        new() { Hash = hash, SessionId = session, ExpiresAt = expiresAt };

    public void Use(DateTime now) => UsedAt = now;
}

internal sealed class SessionConfiguration :
    IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.HasKey(s => s.Id);
        session.Property(s => s.UserAgent).HasMaxLength(Session.MaxUserAgent);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
        session.HasOne<KnownDevice>().WithMany().HasForeignKey(s => s.DeviceId).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(s => new { s.UserId, s.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<RefreshToken> token)
    {
        token.HasKey(t => t.Hash);
        token.Property(t => t.Hash).HasMaxLength(33).IsFixedLength();
        token.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Restrict);
    }
}
