using System.Buffers.Text;
using System.Security.Cryptography;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users;

public sealed record SignUp(string Phone, string Password, string DisplayName, string Handle);

public sealed record SignIn(string Phone, string Password);

/// <summary>A session and the token that renews it; the token is shown this once and kept only as a hash.</summary>
public sealed record SignedIn(UserId User, SessionId Session, string RefreshToken);

/// <summary>Where a caller comes from.</summary>
public sealed record Origin(string? Address, string? UserAgent);

/// <summary>Signing up, in, and out; renewing a session.</summary>
public sealed class Sessions(Units units, Throttle throttle, Passwords passwords, KeyedHash hash, TimeProvider clock)
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    private const string Password = "password";

    public async Task<SignedIn> SignUpAsync(SignUp input, Origin origin)
    {
        var phone = UserNames.NormalizePhone(input.Phone);
        new Validation()
            .Check(phone is not null, "A mainland mobile number has eleven digits and begins with 13 to 19.", "phone")
            .Check(Passwords.IsStrongEnough(input.Password), PasswordRule, "password")
            .Check(UserNames.IsDisplayName(input.DisplayName), "A name has 1 to 40 characters.", "displayName")
            .Check(UserNames.IsHandle(input.Handle), HandleRule, "handle")
            .ThrowIfAny();
        var passwordHash = passwords.Hash(input.Password);
        return await units.WriteAsync(async db =>
        {
            if (await db.Users.AnyAsync(u => u.Phone == phone))
            {
                throw new DomainException(new PhoneTakenError());
            }

            if (await db.Users.AnyAsync(u => u.Handle == input.Handle))
            {
                throw new DomainException(new HandleTakenError());
            }

            var now = clock.UtcNow();
            var user = User.SignUp(
                new UserId(clock.NewGuid()), input.Handle, input.DisplayName, phone!, passwordHash, now);
            db.Users.Add(user);
            db.Raise(new UserSignedUp(user));
            return Open(db, user.Id, origin);
        });
    }

    public async Task<SignedIn> SignInAsync(SignIn input, Origin origin, CancellationToken cancellationToken = default)
    {
        var phone = UserNames.NormalizePhone(input.Phone);
        var (user, _) = await throttle.GuessAsync(Password, new Guesser(phone, origin.Address), async () =>
        {
            var found = await units.ReadAsync(db => db.Users.SingleOrDefaultAsync(u => u.Phone == phone));
            var (right, outdated) = passwords.Verify(found?.PasswordHash, input.Password);
            return right ? new { found!.Id, Outdated = outdated } : null;
        }, cancellationToken);
        if (user is null)
        {
            throw new DomainException(new InvalidCredentialsError());
        }

        return await units.WriteAsync(async db =>
        {
            if (user.Outdated)
            {
                var account = await db.Users.AsTracking().SingleAsync(u => u.Id == user.Id);
                account.Rehash(passwords.Hash(input.Password));
            }

            return Open(db, user.Id, origin);
        }, cancellationToken);
    }

    /// <summary>Exchanges a refresh token for the next one. A second use of the same token ends its session.</summary>
    public async Task<SignedIn> RefreshAsync(string refreshToken)
    {
        var tokenHash = HashOf(refreshToken);
        var next = await units.WriteAsync<SignedIn?>(async db =>
        {
            var now = clock.UtcNow();
            var token = await db.RefreshTokens.SingleOrDefaultAsync(t => t.Hash == tokenHash);
            if (token is null || token.ExpiresAt <= now)
            {
                return null;
            }

            var session = await db.Sessions.AsTracking().SingleAsync(s => s.Id == token.SessionId);
            if (session.EndedAt is not null)
            {
                return null;
            }

            var used = await db.RefreshTokens
                .Where(t => t.Hash == tokenHash && t.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now));
            if (used == 0)
            {
                session.End(now);
                db.Touch(Topic.SessionsOf(session.UserId));
                return null;
            }

            session.Seen(now);
            return new SignedIn(session.UserId, session.Id, Issue(db, session.Id, now));
        });
        return next ?? throw new DomainException(new InvalidRefreshTokenError());
    }

    public Task<SessionId> SignOutAsync(UserId user, SessionId id) => units.WriteAsync(async db =>
    {
        var session = await db.Sessions.AsTracking().SingleOrDefaultAsync(s => s.Id == id && s.UserId == user)
            ?? throw new DomainException(new NotFoundError());
        session.End(clock.UtcNow());
        db.Touch(Topic.SessionsOf(user));
        return session.Id;
    });

    /// <summary>Compares the password of somebody who is signed in.</summary>
    public async Task ConfirmPasswordAsync(UserId id, string password, Origin origin)
    {
        var user = await units.ReadAsync(db => db.Users.SingleAsync(u => u.Id == id));
        var (right, _) = await throttle.GuessAsync(Password, new Guesser(user.Phone, origin.Address), () =>
            Task.FromResult(passwords.Verify(user.PasswordHash, password).Right ? user : null));
        if (right is null)
        {
            throw new DomainException(new WrongPasswordError());
        }
    }

    private SignedIn Open(GraphDb db, UserId user, Origin origin)
    {
        var now = clock.UtcNow();
        var session = Session.Open(new SessionId(clock.NewGuid()), user, origin.UserAgent, now);
        db.Sessions.Add(session);
        return new SignedIn(user, session.Id, Issue(db, session.Id, now));
    }

    private string Issue(GraphDb db, SessionId session, DateTime now)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.RefreshTokens.Add(RefreshToken.Issue(HashOf(token), session, now + RefreshLifetime));
        return token;
    }

    private byte[] HashOf(string refreshToken) => hash.Of("refresh token", refreshToken);

    private const string PasswordRule =
        "A password has 8 to 128 characters, at least one letter and one character that is not a letter.";

    private const string HandleRule =
        "A handle has 3 to 30 characters: small letters, digits and _, beginning with a letter.";
}
