using System.Buffers.Text;
using System.Security.Cryptography;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>
/// A session, the token that renews it, and the token of its device. The database stores only the hashes of the tokens.
/// </summary>
/// <param name="DeviceToken">Makes this a known device at the next sign-in; null when the session was only renewed.</param>
public sealed record SignedIn(UserId User, SessionId Session, string RefreshToken, string? DeviceToken = null);

/// <summary>The origin of a request.</summary>
/// <param name="Address">The network address.</param>
/// <param name="UserAgent">The name that the client gives itself.</param>
/// <param name="AuthenticatedAt">
/// When an external authority last checked the person's credentials; null with built-in accounts.
/// </param>
public sealed record Origin(string? Address, string? UserAgent, DateTime? AuthenticatedAt = null);

/// <summary>Opens, renews and ends sessions.</summary>
public sealed class Sessions(Units units, KnownDevices devices, KeyedHash hash, TimeProvider clock)
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a used refresh token still answers with its successor: two tabs may renew at once, and an answer may
    /// get lost. A later use means that the token was stolen.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Returns whose open session has this refresh token; null when it cannot be exchanged any more.</summary>
    public async Task<UserId?> OwnerAsync(string refreshToken)
    {
        var tokenHash = HashOf(Pasted.Token(refreshToken));
        var now = clock.UtcNow();
        var earliest = now - Grace;
        return await units.ReadAsync(db => db.Set<RefreshToken>()
            .Where(t => t.Hash == tokenHash && t.ExpiresAt > now && (t.UsedAt == null || t.UsedAt > earliest))
            .Join(
                db.Set<Session>().Where(s => s.EndedAt == null),
                token => token.SessionId,
                session => session.Id,
                (_, session) => (UserId?)session.UserId)
            .SingleOrDefaultAsync());
    }

    /// <summary>
    /// Exchanges a refresh token for the next one. Within <see cref="Grace"/> of its use, and while its successor is
    /// unused, an old token answers with the same successor. A later use of it ends its session.
    /// </summary>
    public async Task<SignedIn> RefreshAsync(string refreshToken)
    {
        refreshToken = Pasted.Token(refreshToken);
        var tokenHash = HashOf(refreshToken);
        var found = await units.ReadAsync(db => db.Set<RefreshToken>().SingleOrDefaultAsync(t => t.Hash == tokenHash));
        if (found is null)
        {
            // A made-up token waits for no writer.
            throw new DomainException(new InvalidRefreshTokenError());
        }

        var next = await units.WriteAsync<SignedIn?>(async db =>
        {
            var now = clock.UtcNow();
            var known = await db.Set<RefreshToken>().SingleOrDefaultAsync(t => t.Hash == tokenHash);
            if (known is null || known.ExpiresAt <= now)
            {
                return null;
            }

            // Two uses at once wait for each other here, and the second sees what the first has written.
            await db.LockAsync(db.Set<Session>().Where(s => s.Id == known.SessionId));
            var session = await db.Set<Session>().AsTracking().SingleAsync(s => s.Id == known.SessionId);
            if (session.EndedAt is not null)
            {
                return null;
            }

            var next = new SignedIn(session.UserId, session.Id, SuccessorOf(refreshToken));
            var token = await db.Set<RefreshToken>().AsTracking().SingleAsync(t => t.Hash == tokenHash);
            if (token.UsedAt is null)
            {
                token.Use(now);
                session.Seen(now);
                return Issue(db, next, now);
            }

            var successorHash = HashOf(next.RefreshToken);
            if (now - token.UsedAt <= Grace
                && await db.Set<RefreshToken>().AnyAsync(t => t.Hash == successorHash && t.UsedAt == null))
            {
                return next;
            }

            End(db, session, now, "A refresh token was used twice.");
            return null;
        });
        return next ?? throw new DomainException(new InvalidRefreshTokenError());
    }

    /// <summary>Ends one of the user's own sessions.</summary>
    public Task<SessionId> SignOutAsync(UserId user, SessionId id, SessionId current) => units.WriteAsync(async db =>
    {
        var session = await db.Set<Session>().AsTracking().SingleOrDefaultAsync(s => s.Id == id && s.UserId == user)
            ?? throw new DomainException(new NotFoundError("session"));
        var now = clock.UtcNow();
        if (session.EndedAt is null)
        {
            var kind = id == current ? AuditKind.SignedOut : AuditKind.SessionRevoked;
            db.Audit(user, kind, now, detail: null, session.Id);
        }

        session.End(now);
        db.Touch(Topic.SessionsOf(user));
        return session.Id;
    });

    /// <summary>Ends the open sessions of an account, in the current unit.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="user">The account.</param>
    /// <param name="except">A session that stays open; null for none.</param>
    /// <param name="now">The current time.</param>
    /// <param name="reason">Why they end, for the owner's log.</param>
    internal static async Task EndAllAsync(GraphDb db, UserId user, SessionId? except, DateTime now, string reason)
    {
        var open = await db.Set<Session>().AsTracking()
            .Where(s => s.UserId == user && s.Id != except && s.EndedAt == null)
            .ToListAsync();
        foreach (var session in open)
        {
            End(db, session, now, reason);
        }

        db.Touch(Topic.SessionsOf(user));
    }

    /// <summary>Makes the ids and tokens of a session, before the unit that opens it.</summary>
    /// <param name="user">The account.</param>
    /// <param name="deviceToken">The token of a device that the account knows; null for a new device.</param>
    internal SignedIn Prepare(UserId user, string? deviceToken) =>
        new(user, new SessionId(clock.NewGuid()), NewToken(), deviceToken ?? NewToken());

    /// <summary>Opens a prepared session, in the current unit.</summary>
    internal async Task<SignedIn> OpenAsync(GraphDb db, SignedIn opened, AuditKind kind, Origin origin)
    {
        var now = clock.UtcNow();
        var device = await devices.KnowAsync(db, opened.User, opened.DeviceToken!);
        db.Set<Session>().Add(Session.Open(opened.Session, opened.User, origin.UserAgent, now, device));
        db.Audit(opened.User, kind, now, origin.Address is null ? null : $"From {origin.Address}.", opened.Session);
        return Issue(db, opened, now);
    }

    private static void End(GraphDb db, Session session, DateTime now, string reason)
    {
        session.End(now);
        db.Touch(Topic.SessionsOf(session.UserId));
        db.Audit(session.UserId, AuditKind.SessionRevoked, now, reason, session.Id);
    }

    private SignedIn Issue(GraphDb db, SignedIn opened, DateTime now)
    {
        db.Set<RefreshToken>().Add(RefreshToken.Issue(HashOf(opened.RefreshToken), opened.Session, now + RefreshLifetime));
        return opened;
    }

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The successor follows from the token and a key outside the database, so that it can be given again although
    /// only hashes are stored.
    /// </summary>
    private string SuccessorOf(string refreshToken) => Base64Url.EncodeToString(hash.Of("refresh successor", refreshToken).AsSpan(1));

    private byte[] HashOf(string refreshToken) => hash.Of("refresh token", refreshToken);
}
