using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Passkeys;

/// <summary>
/// Signs people in by a passkey, without phone and password: the authenticator shows its user which accounts it has. A
/// passkey is possession and a fingerprint, face or PIN of the device together, so nothing else is asked.
/// </summary>
public sealed class PasskeySignIns(
    Units units,
    PasskeyChallenges challenges,
    PasskeyChecks checks,
    Authenticators authenticators,
    Sessions sessions,
    KnownDevices devices,
    Throttle throttle,
    TimeProvider clock)
{
    /// <summary>More than a token has, with whatever was copied around it.</summary>
    private const int MaxDeviceToken = 200;

    /// <summary>Makes the options for a sign-in. They name no passkey, because nobody has said yet who it is.</summary>
    public async Task<PasskeyRequest> RequestAsync(string? deviceToken, Origin origin)
    {
        new Validation()
            .Check(deviceToken is null or { Length: <= MaxDeviceToken },
                "This is not the deviceToken of a sign-in.", "deviceToken")
            .ThrowIfAny();
        await throttle.CountPasskeyRequestAsync(origin.Address, await devices.FindAsync(deviceToken));
        return await challenges.IssueAsync(
            PasskeyPurpose.SignIn, user: null, bound: "", bytes => authenticators.OptionsForAssertion(bytes, []));
    }

    public async Task<SignedIn> SignInAsync(PasskeyAssertion assertion, string? deviceToken, Origin origin)
    {
        var found = await checks.CheckAsync(
            assertion, PasskeyPurpose.SignIn, user: null, bound: "", origin, "credential");
        var owner = found.Passkey.UserId;
        var device = await devices.FindAsync(deviceToken, owner);
        var opened = sessions.Prepare(owner, device is null ? null : deviceToken);
        return await units.WriteAsync(async db =>
        {
            if (await db.Set<Session>().AnyAsync(s => s.Id == opened.Session))
            {
                // This very request opened the session before: its commit succeeded, but the answer was lost.
                return opened;
            }

            // Locks the account's row, so that what ends all its sessions at this moment waits, or is seen.
            if (await db.LockAsync(db.Set<User>().Where(u => u.Id == owner && u.ClosedAt == null)) != 1)
            {
                throw new DomainException(new PasskeyRefusedError());
            }

            await found.UseAsync(db, clock.UtcNow(), "sign-in", opened.Session);
            return await sessions.OpenAsync(db, opened, AuditKind.SignedIn, origin);
        });
    }
}
