using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Users;

/// <summary>How the viewer's account is secured.</summary>
public sealed class SecurityNode(User user)
{
    private const int MaxSessions = 100;

    private static readonly Keyset<AuditEvent> Latest =
        new Keyset<AuditEvent>("audit log").By(e => e.Sequence, descending: true);

    /// <summary>Whether a payment PIN is set; set one with `setPaymentPin`.</summary>
    public bool HasPaymentPin => user.PaymentPinHash is not null;

    /// <summary>Since when no new payments leave the account; null when it is not frozen.</summary>
    public DateTime? FrozenAt => user.FrozenAt;

    /// <summary>Sessions that are open, the latest used first, at most 100. End one with `signOut`.</summary>
    public async Task<IReadOnlyList<SessionNode>> Sessions(
        GraphDb db, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Who has not renewed it for so long cannot any more.
        var since = clock.UtcNow() - Domain.Users.Security.Sessions.RefreshLifetime;
        var sessions = await db.Set<Session>()
            .Where(s => s.UserId == user.Id && s.EndedAt == null && s.LastSeenAt > since)
            .OrderByDescending(s => s.LastSeenAt)
            .Take(MaxSessions)
            .ToListAsync(cancellationToken);
        return sessions.ConvertAll(session => new SessionNode(session, caller.Session));
    }

    /// <summary>Everything that touched the account's security or money, the latest first. Nothing in it is ever changed.</summary>
    public Task<Connection<AuditEventNode>> AuditLog(GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Latest.PageAsync(
            db.Set<AuditEvent>().Where(e => e.UserId == user.Id), page, e => new AuditEventNode(e), cancellationToken);
}

/// <summary>One line of what touched the account's security or money.</summary>
public sealed class AuditEventNode(AuditEvent audit) : INode
{
    /// <summary>Opaque and global; only the account's owner can fetch it.</summary>
    public ITypedId Id => audit.Id;

    /// <summary>What happened.</summary>
    public AuditKind Kind => audit.Kind;

    /// <summary>When.</summary>
    public DateTime At => audit.At;

    /// <summary>Which session did it; null where none did, as for a wrong password.</summary>
    public Loading<SessionNode?> Session(UserLoaders users) => audit.SessionId is { } session
        ? users.Sessions.Load(session)
        : new Loaded<SessionNode?>((SessionNode?)null);

    /// <summary>What exactly, for people, in English; null where the kind says it all.</summary>
    public string? Detail => audit.Detail;
}
