using System.Buffers.Text;
using System.Security.Cryptography;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

public sealed record SignUp(string Phone, string Password, string DisplayName, string Handle);

public sealed record SignIn(string Phone, string Password);

/// <summary>A session and the token that renews it. The database stores only the hash of the token.</summary>
public sealed record SignedIn(UserId User, SessionId Session, string RefreshToken);

/// <summary>The origin of a request.</summary>
/// <param name="Address">The network address.</param>
/// <param name="UserAgent">The name that the client gives itself.</param>
/// <param name="AuthenticatedAt">
/// When an external authority last checked the person's credentials; null with built-in accounts.
/// </param>
public sealed record Origin(string? Address, string? UserAgent, DateTime? AuthenticatedAt = null);

/// <summary>The hash of a confirmed password; null when an external authority confirmed the person instead.</summary>
public sealed record ConfirmedPassword(string? Hash);

/// <summary>Handles sign-up, sign-in, sign-out and the renewal of sessions.</summary>
public sealed class Sessions(Units units, Throttle throttle, Passwords passwords, KeyedHash hash, TimeProvider clock)
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>How long a fresh sign-in at an external authority replaces the password.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    private const string Password = "password";
    private const string NewAccount = "new account";

    public async Task<SignedIn> SignUpAsync(SignUp input, Origin origin)
    {
        var phone = UserNames.NormalizePhone(input.Phone);
        new Validation()
            .Check(phone is not null, "A mainland mobile number has eleven digits and begins with 13 to 19.", "phone")
            .Check(Passwords.IsStrongEnough(input.Password), PasswordRule, "password")
            .Check(UserNames.IsDisplayName(input.DisplayName), "A name has 1 to 40 characters.", "displayName")
            .Check(UserNames.IsHandle(input.Handle), HandleRule, "handle")
            .ThrowIfAny();

        // A taken number counts like a wrong guess, so that nobody can find out which numbers have an account by
        // trying many.
        var (signedIn, _) = await throttle.GuessAsync(NewAccount, new Guesser(phone, origin.Address), async () =>
            await units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Phone == phone)) ? null : await OpenAsync(input, phone!, origin));
        return signedIn ?? throw new DomainException(new PhoneTakenError());
    }

    private Task<SignedIn> OpenAsync(SignUp input, string phone, Origin origin)
    {
        var passwordHash = passwords.Hash(input.Password);
        var opened = NewSession(new UserId(clock.NewGuid()));
        return units.WriteAsync(async db =>
        {
            if (await db.Set<User>().AnyAsync(u => u.Id == opened.User))
            {
                // This very request created the account before: its commit succeeded, but the answer was lost.
                return opened;
            }

            if (await db.Set<User>().AnyAsync(u => u.Phone == phone))
            {
                throw new DomainException(new PhoneTakenError());
            }

            if (await db.Set<User>().AnyAsync(u => u.Handle == input.Handle))
            {
                throw new DomainException(new HandleTakenError());
            }

            var now = clock.UtcNow();
            var user = User.SignUp(opened.User, input.Handle, input.DisplayName, phone, passwordHash, now);
            db.Set<User>().Add(user);
            db.Raise(new UserSignedUp(user));
            return Open(db, opened, AuditKind.SignedUp, origin);
        });
    }

    public async Task<SignedIn> SignInAsync(SignIn input, Origin origin, CancellationToken cancellationToken = default)
    {
        var phone = UserNames.NormalizePhone(input.Phone);
        UserId? account = null;
        var (user, _) = await throttle.GuessAsync(Password, new Guesser(phone, origin.Address), async () =>
        {
            var found = await units.ReadAsync(db => db.Set<User>().SingleOrDefaultAsync(u => u.Phone == phone));
            var (right, outdated) = passwords.Verify(found?.PasswordHash, input.Password);
            account = found?.Id;
            return right ? new { found!.Id, found.PasswordHash, Outdated = outdated } : null;
        }, (db, now) => NoteFailure(db, account, origin, now), cancellationToken);
        if (user is null)
        {
            throw new DomainException(new InvalidCredentialsError());
        }

        var opened = NewSession(user.Id);
        return await units.WriteAsync(async db =>
        {
            if (await db.Set<Session>().AnyAsync(s => s.Id == opened.Session))
            {
                return opened;
            }

            if (!await IsStillAsync(db, user.Id, user.PasswordHash))
            {
                throw new DomainException(new InvalidCredentialsError());
            }

            if (user.Outdated)
            {
                var owner = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == user.Id);
                owner.Rehash(passwords.Hash(input.Password));
            }

            return Open(db, opened, AuditKind.SignedIn, origin);
        }, cancellationToken);
    }

    /// <summary>Exchanges a refresh token for the next one. A second use of the same token ends its session.</summary>
    public async Task<SignedIn> RefreshAsync(string refreshToken)
    {
        var tokenHash = HashOf(refreshToken);
        var successor = NewToken();
        var successorHash = HashOf(successor);
        var next = await units.WriteAsync<SignedIn?>(async db =>
        {
            var now = clock.UtcNow();
            var token = await db.Set<RefreshToken>().SingleOrDefaultAsync(t => t.Hash == tokenHash);
            if (token is null || token.ExpiresAt <= now)
            {
                return null;
            }

            var session = await db.Set<Session>().AsTracking().SingleAsync(s => s.Id == token.SessionId);
            if (session.EndedAt is not null)
            {
                return null;
            }

            var used = await db.Set<RefreshToken>()
                .Where(t => t.Hash == tokenHash && t.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now));
            if (used == 0 && await db.Set<RefreshToken>().AnyAsync(t => t.Hash == successorHash))
            {
                // This very request used the token before: its commit succeeded, but the answer was lost.
                return new SignedIn(session.UserId, session.Id, successor);
            }

            if (used == 0)
            {
                session.End(now);
                db.Touch(Topic.SessionsOf(session.UserId));
                db.Audit(session.UserId, AuditKind.SessionRevoked, now, "A refresh token was used twice.", session.Id);
                return null;
            }

            session.Seen(now);
            return Issue(db, new SignedIn(session.UserId, session.Id, successor), now);
        });
        return next ?? throw new DomainException(new InvalidRefreshTokenError());
    }

    /// <summary>Ends one of the user's own sessions.</summary>
    public Task<SessionId> SignOutAsync(UserId user, SessionId id, SessionId current) => units.WriteAsync(async db =>
    {
        var session = await db.Set<Session>().AsTracking().SingleOrDefaultAsync(s => s.Id == id && s.UserId == user)
            ?? throw new DomainException(new NotFoundError());
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

    /// <summary>Changes the password; the current password confirms it. All other sessions end.</summary>
    public async Task ChangePasswordAsync(UserId id, SessionId current, string password, string newPassword, Origin origin)
    {
        new Validation()
            .Check(Passwords.IsStrongEnough(newPassword), PasswordRule, "newPassword")
            .Check(newPassword != password, "The new password must differ from the current one.", "newPassword")
            .ThrowIfAny();
        var confirmed = await ConfirmPasswordAsync(id, password, origin);
        var passwordHash = passwords.Hash(newPassword);
        await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await RequireStillAsync(db, id, confirmed);
            if (!await db.Set<Session>().AnyAsync(s => s.Id == current && s.EndedAt == null))
            {
                throw new DomainException(new WrongPasswordError());
            }

            (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id)).Rehash(passwordHash);
            db.Audit(id, AuditKind.PasswordChanged, now);
            var others = await db.Set<Session>().AsTracking()
                .Where(s => s.UserId == id && s.Id != current && s.EndedAt == null)
                .ToListAsync();
            foreach (var session in others)
            {
                session.End(now);
                db.Audit(id, AuditKind.SessionRevoked, now, "The password was changed.", session.Id);
            }

            db.Touch(Topic.SessionsOf(id));
            return id;
        });
    }

    /// <summary>
    /// Checks the password of a user who is signed in. Accounts of an external authority have no password; the user
    /// must then have signed in there within the last five minutes.
    /// </summary>
    /// <returns>The confirmation, which the following unit passes to <see cref="RequireStillAsync"/>.</returns>
    public async Task<ConfirmedPassword> ConfirmPasswordAsync(UserId id, string password, Origin origin)
    {
        if (origin.AuthenticatedAt is { } at)
        {
            return clock.UtcNow() - at <= FreshFor
                ? new ConfirmedPassword(null)
                : throw new DomainException(new WrongPasswordError());
        }

        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id));
        var (right, _) = await throttle.GuessAsync(Password, new Guesser(user.Phone, origin.Address), () =>
            Task.FromResult(passwords.Verify(user.PasswordHash, password).Right ? user : null),
            (db, now) => NoteFailure(db, id, origin, now));
        return right is not null
            ? new ConfirmedPassword(user.PasswordHash)
            : throw new DomainException(new WrongPasswordError());
    }

    /// <summary>Requires that the confirmed password is still valid, because it may have changed.</summary>
    internal static async Task RequireStillAsync(GraphDb db, UserId id, ConfirmedPassword confirmed)
    {
        if (confirmed.Hash is { } passwordHash && !await IsStillAsync(db, id, passwordHash))
        {
            throw new DomainException(new WrongPasswordError());
        }
    }

    /// <summary>Compares the hash and locks the account's row, so that a parallel change waits, or is seen.</summary>
    private static async Task<bool> IsStillAsync(GraphDb db, UserId id, string passwordHash) =>
        await db.LockAsync(db.Set<User>().Where(u => u.Id == id && u.PasswordHash == passwordHash)) == 1;

    /// <summary>
    /// Records a failed sign-in. The transaction that counts the guess writes it, so that the time does not reveal
    /// whether the account exists.
    /// </summary>
    private static void NoteFailure(GraphDb db, UserId? account, Origin origin, DateTime now)
    {
        if (account is { } id)
        {
            db.Audit(id, AuditKind.SignInFailed, now, origin.Address is null ? null : $"From {origin.Address}.", isByNoSession: true);
        }
    }

    private SignedIn NewSession(UserId user) => new(user, new SessionId(clock.NewGuid()), NewToken());

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private SignedIn Open(GraphDb db, SignedIn opened, AuditKind kind, Origin origin)
    {
        var now = clock.UtcNow();
        db.Set<Session>().Add(Session.Open(opened.Session, opened.User, origin.UserAgent, now));
        db.Audit(opened.User, kind, now, origin.Address is null ? null : $"From {origin.Address}.", opened.Session);
        return Issue(db, opened, now);
    }

    private SignedIn Issue(GraphDb db, SignedIn opened, DateTime now)
    {
        db.Set<RefreshToken>().Add(RefreshToken.Issue(HashOf(opened.RefreshToken), opened.Session, now + RefreshLifetime));
        return opened;
    }

    private byte[] HashOf(string refreshToken) => hash.Of("refresh token", refreshToken);

    private const string PasswordRule =
        "A password has 8 to 128 characters, at least one letter and one character that is not a letter.";

    private const string HandleRule =
        "A handle has 3 to 30 characters: lower-case letters, digits and _, and begins with a letter.";
}
