using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Phones;

/// <summary>
/// The way back in for people who forgot their password: a code to the proved phone sets a new one. For 24 hours after
/// a change of phone, the old number opens it too, and undoes the change.
/// </summary>
public sealed class PasswordResets(
    Units units,
    PhoneCodes codes,
    Passwords passwords,
    StrangersTurns turns,
    Sessions sessions,
    KnownDevices devices,
    PhoneMessages messages,
    TimeProvider clock)
{
    /// <summary>
    /// Sends a code. It is sent to every number, whether an account has it or not: neither the answer nor its time
    /// tells which numbers have an account.
    /// </summary>
    public async Task<SentCode> RequestAsync(string phone, string? deviceToken, Origin origin, CancellationToken cancellationToken)
    {
        var number = Pasted.Phone(phone);
        new Validation().Check(number is not null, UserNames.PhoneRule, "phone").ThrowIfAny();
        var now = clock.UtcNow();
        var owner = await units.ReadAsync(db => OwnersOf(db, number!, now).OrderByDescending(u => u.PreviousPhoneUntil).Select(u => (UserId?)u.Id).FirstOrDefaultAsync(cancellationToken));
        var device = await devices.FindAsync(deviceToken, owner);
        return await codes.SendAsync(number!, PhonePurpose.PasswordReset, user: null, device, origin, cancellationToken);
    }

    /// <summary>
    /// Sets a new password and opens a session. All other sessions end, all devices are forgotten, and the account is
    /// restricted for 24 hours.
    /// </summary>
    public async Task<SignedIn> ResetAsync(PhoneChallengeId challengeId, string code, string newPassword, Origin origin)
    {
        new Validation().Check(Passwords.IsStrongEnough(newPassword), Passwords.Rule, "newPassword").ThrowIfAny();

        // One code that is sent many times at once is checked, hashed for and used up by one request after the other.
        using var turn = await turns.EnterAsync(origin.Address);
        var challenge = await codes.CheckAsync(challengeId, code, PhonePurpose.PasswordReset, user: null, "code")
            ?? throw Wrong();
        var owner = await units.ReadAsync(db => OwnersOf(db, challenge.Phone, clock.UtcNow())
            .OrderByDescending(u => u.PreviousPhoneUntil)
            .FirstOrDefaultAsync()) ?? throw Wrong();
        var passwordHash = passwords.Hash(newPassword);
        var opened = sessions.Prepare(owner.Id, deviceToken: null);
        var (signedIn, replaced) = await units.WriteAsync(async db =>
        {
            if (await db.Set<Session>().AnyAsync(s => s.Id == opened.Session))
            {
                // This very request reset the password before: its commit succeeded, but the answer was lost.
                return (opened, null);
            }

            var now = clock.UtcNow();
            await PhoneOwnership.LockAsync(db, challenge.Phone, owner.Id);
            var user = await OwnersOf(db, challenge.Phone, now).AsTracking().FirstOrDefaultAsync(u => u.Id == owner.Id);
            if (user is null || !await codes.UseAsync(db, challengeId))
            {
                throw Wrong();
            }

            string? replaced = null;
            if (user.Phone != challenge.Phone)
            {
                replaced = user.Phone;
                await PhoneOwnership.TakeOverAsync(db, challenge.Phone, user.Id, now);
                user.TakePhoneBack();
                db.Audit(user.Id, AuditKind.PhoneChanged, now, "The change of the phone was undone by the old number.");
            }

            user.Rehash(passwordHash);
            user.Restrict(now);
            db.Audit(user.Id, AuditKind.PasswordReset, now, origin.Address is null ? null : $"From {origin.Address}.", isByNoSession: true);
            await Sessions.EndAllAsync(db, user.Id, except: null, now, "The password was reset.");
            await KnownDevices.ForgetAllAsync(db, user.Id);
            await DataExports.EndLinksAsync(db, user.Id, now);
            return (await sessions.OpenAsync(db, opened, AuditKind.SignedIn, origin), replaced);
        });
        await messages.TellAsync(replaced ?? challenge.Phone, PhoneMessages.PasswordReset);
        return signedIn;
    }

    /// <summary>
    /// Selects the accounts that a code to the number opens: the one that has proved it; and the one that had it until
    /// a change less than 24 hours ago, unless somebody else has proved it since. Of several, the one that had it last counts.
    /// </summary>
    private static IQueryable<User> OwnersOf(GraphDb db, string phone, DateTime now) => db.Set<User>().Where(u =>
        (u.Phone == phone && u.IsPhoneProved)
        || (u.PreviousPhone == phone && u.PreviousPhoneUntil > now
            && !db.Set<User>().Any(other => other.Phone == phone && other.IsPhoneProved)));

    private static DomainException Wrong() => Validation.Error(PhoneCodes.WrongCode, "code");
}
