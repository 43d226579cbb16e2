using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>The security of the viewer's account: payment PIN, passkeys, freeze, sessions and audit log.</summary>
public sealed class SecurityNode(User user)
{
    private const int MaxSessions = 100;

    private static readonly KeptList<UserId, AuditEvent> Latest = new(
        new Keyset<AuditEvent>("audit log").By(e => e.Sequence, descending: true),
        (db, viewer) => db.Set<AuditEvent>().Where(e => e.UserId == viewer));

    private static readonly KeptQuery<(UserId Viewer, DateTime Since), Session> Open = new((db, of) => db.Set<Session>()
        .Where(s => s.UserId == of.Viewer && s.EndedAt == null && s.LastSeenAt > of.Since)
        .OrderByDescending(s => s.LastSeenAt)
        .Take(MaxSessions));

    private static readonly KeptQuery<UserId, Passkey> Kept = new((db, owner) => db.Set<Passkey>()
        .Where(p => p.UserId == owner)
        .OrderBy(p => p.CreatedAt)
        .ThenBy(p => p.Id));

    /// <summary>Whether the viewer has a payment PIN. Set one with `setPaymentPin`.</summary>
    public bool HasPaymentPin => user.PaymentPinHash is not null;

    /// <summary>The time at which the viewer froze the account, in UTC; null when it is not frozen.</summary>
    public DateTime? FrozenAt => user.FrozenAt;

    /// <summary>
    /// Until when the account is restricted after a reset of the password or a change of the phone, in UTC; null when it is not. Meanwhile
    /// money leaves it only with a payment PIN that is old enough (AccountRestrictedError).
    /// </summary>
    public DateTime? RestrictedUntil(TimeProvider clock) => user.IsRestrictedAt(clock.UtcNow()) ? user.RestrictedUntil : null;

    /// <summary>
    /// The phone number of the account, of which only the first three and the last four digits are shown: `138****0001`. Null when the
    /// account has none.
    /// </summary>
    public string? MaskedPhone => user.Phone is { Length: > 7 } phone ? $"{phone[..3]}****{phone[^4..]}" : null;

    /// <summary>Whether the account has proved that the phone number is its own. Prove it again with `requestPhoneCode` and `submitEvidence`.</summary>
    public bool PhoneProved => user.IsPhoneProved;

    /// <summary>
    /// The viewer's passkeys, the oldest first, at most 20. Add one with `requestPasskeyRegistration`.
    /// </summary>
    public async Task<IReadOnlyList<PasskeyNode>> Passkeys(GraphDb db, CancellationToken cancellationToken) =>
        (await Kept.ListAsync(db, user.Id, cancellationToken)).ConvertAll(passkey => new PasskeyNode(passkey));

    /// <summary>
    /// The viewer's open sessions, the most recently used first, at most 100. End a session with `signOut`.
    /// </summary>
    public async Task<IReadOnlyList<SessionNode>> Sessions(
        GraphDb db, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        // A session that has not been renewed for this long cannot be renewed any more: its refresh token has expired.
        var since = clock.UtcNow() - Domain.Users.Security.Sessions.RefreshLifetime;
        var sessions = await Open.ListAsync(db, (user.Id, since), cancellationToken);
        return sessions.ConvertAll(session => new SessionNode(session, caller.Session));
    }

    /// <summary>
    /// The events that concern the security or the money of the account, the latest first. An event is never changed.
    /// </summary>
    public Task<Connection<AuditEventNode>> AuditLog(GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Latest.PageAsync(db, user.Id, page, e => new AuditEventNode(e), cancellationToken);
}

/// <summary>An event that concerns the security or the money of the viewer's account.</summary>
public sealed class AuditEventNode(AuditEvent audit) : INode
{
    /// <summary>The opaque global ID. Only the account's owner can fetch the event by it.</summary>
    public ITypedId Id => audit.Id;

    /// <summary>The kind of the event.</summary>
    public AuditKind Kind => audit.Kind;

    /// <summary>The time of the event, in UTC.</summary>
    public DateTime At => audit.At;

    /// <summary>
    /// The session that caused the event; null when no session did, for example after a wrong password.
    /// </summary>
    public Loading<SessionNode?> Session(UserLoaders users) => audit.SessionId is { } session
        ? users.Sessions.Load(session)
        : new Loaded<SessionNode?>((SessionNode?)null);

    /// <summary>More about the event, as English text for people; null when `kind` says everything.</summary>
    public string? Detail => audit.Detail;
}
