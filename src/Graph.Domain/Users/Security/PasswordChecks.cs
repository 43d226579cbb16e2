using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>The hash of a confirmed password; null when an external authority confirmed the person instead.</summary>
public sealed record ConfirmedPassword(string? Hash);

/// <summary>Confirms and changes the password of a user who is signed in.</summary>
public sealed class PasswordChecks(Units units, Throttle throttle, Passwords passwords, TimeProvider clock)
{
    /// <summary>The name under which wrong guesses are counted.</summary>
    internal const string Secret = "password";

    /// <summary>How long a fresh sign-in at an external authority replaces the password.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Changes the password; the current password confirms it. All other sessions end, their devices are forgotten, and links to copies
    /// of the data end: the owner may do it because of a thief.
    /// </summary>
    public async Task ChangeAsync(UserId id, SessionId current, string password, string newPassword, Origin origin)
    {
        new Validation()
            .Check(Passwords.IsStrongEnough(newPassword), Passwords.Rule, "newPassword")
            .Check(Pasted.Password(newPassword) != Pasted.Password(password), "The new password must differ from the current one.", "newPassword")
            .ThrowIfAny();
        var confirmed = await ConfirmAsync(id, password, origin);
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
            await Sessions.EndAllAsync(db, id, current, now, "The password was changed.");
            await KnownDevices.ForgetAllAsync(db, id, except: await KnownDevices.OfSessionAsync(db, current));
            await DataExports.EndLinksAsync(db, id, now);
            return id;
        });
    }

    /// <summary>
    /// Checks the password of a user who is signed in. Accounts of an external authority have no password; the user
    /// must then have signed in there within the last five minutes. The guesses of each session count apart, so that
    /// nobody else can use them up. An empty text is no guess.
    /// </summary>
    /// <param name="id">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="path">The path of the password in `input`; ["password"] when it is left out.</param>
    /// <returns>The confirmation, which the following unit passes to <see cref="RequireStillAsync"/>.</returns>
    public async Task<ConfirmedPassword> ConfirmAsync(UserId id, string password, Origin origin, params string[] path)
    {
        if (origin.AuthenticatedAt is { } at)
        {
            return clock.UtcNow() - at <= FreshFor
                ? new ConfirmedPassword(null)
                : throw new DomainException(new WrongPasswordError());
        }

        Passwords.RequireSent(password, path is [] ? ["password"] : path);
        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id));
        var (right, _) = await throttle.GuessAsync(Secret, GuesserOf(id), () =>
            Task.FromResult(passwords.Verify(user.PasswordHash, password).Right ? user : null),
            (db, now) => NoteFailure(db, id, origin, now));
        return right is not null
            ? new ConfirmedPassword(user.PasswordHash)
            : throw new DomainException(new WrongPasswordError());
    }

    /// <summary>The one who guesses a secret of the account in the current session.</summary>
    internal static Guesser GuesserOf(UserId id) => ActingSession.Current is { } session
        ? Guesser.Session(id.Value.ToString("N"), session)
        : Guesser.Person(id.Value.ToString("N"));

    /// <summary>Requires that the confirmed password is still valid, because it may have changed.</summary>
    internal static async Task RequireStillAsync(GraphDb db, UserId id, ConfirmedPassword confirmed)
    {
        if (confirmed.Hash is { } passwordHash && !await IsStillAsync(db, id, passwordHash))
        {
            throw new DomainException(new WrongPasswordError());
        }
    }

    /// <summary>Compares the hash and locks the account's row, so that a parallel change waits, or is seen.</summary>
    internal static async Task<bool> IsStillAsync(GraphDb db, UserId id, string passwordHash) =>
        await db.LockAsync(db.Set<User>().Where(u => u.Id == id && u.PasswordHash == passwordHash)) == 1;

    /// <summary>
    /// Records a wrong password. The transaction that counts the guess writes it, so that the time does not reveal
    /// whether the account exists.
    /// </summary>
    internal static void NoteFailure(GraphDb db, UserId? account, Origin origin, DateTime now)
    {
        if (account is { } id)
        {
            db.Audit(id, AuditKind.SignInFailed, now, origin.Address is null ? null : $"From {origin.Address}.", isByNoSession: true);
        }
    }
}
