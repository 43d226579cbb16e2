using Fido2NetLib;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Passkeys;

/// <summary>A passkey was added to an account, or removed from it.</summary>
/// <param name="User">The account.</param>
/// <param name="Passkey">The passkey.</param>
/// <param name="IsAdded">Whether it was added.</param>
/// <param name="At">When, in UTC.</param>
public sealed record PasskeysChanged(UserId User, PasskeyId Passkey, bool IsAdded, DateTime At) : IDomainEvent;

/// <summary>
/// Adds and removes the passkeys of a user. Both take the password. A frozen account gets no new passkey, nor does one
/// whose password was reset or whose phone was changed in the last 24 hours. The owner is told.
/// </summary>
public sealed class Passkeys(
    Units units,
    PasswordChecks passwords,
    PaymentPins pins,
    PasskeyChallenges challenges,
    Authenticators authenticators,
    TimeProvider clock)
{
    /// <summary>
    /// Makes the options for a new passkey. The challenge is bound to the password, so that one that was made with an
    /// old password is worth nothing.
    /// </summary>
    public async Task<PasskeyRequest> RequestAsync(UserId id, string password, Origin origin)
    {
        await passwords.ConfirmAsync(id, password, origin);
        var (user, existing) = await units.ReadAsync(async db =>
        {
            var owner = await db.Set<User>().SingleAsync(u => u.Id == id);
            RequireAllowed(owner);
            return (owner, await CredentialsOf(db, id).ToListAsync());
        });
        RequirePlace(existing.Count);
        return await challenges.IssueAsync(
            PasskeyPurpose.Registration,
            id,
            user.PasswordHash,
            bytes => authenticators.OptionsForCreation(bytes, user, existing));
    }

    /// <summary>Adds the passkey that an authenticator made.</summary>
    public async Task<PasskeyId> AddAsync(UserId id, PasskeyChallengeId challenge, string credential, string name)
    {
        var check = new Validation();
        name = check.Text(TextKind.PasskeyName, name, "name");
        check.ThrowIfAny();
        var sent = Authenticators.Read<AuthenticatorAttestationRawResponse>(credential, "credential");
        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id));
        var bytes = await challenges.FindAsync(challenge, PasskeyPurpose.Registration, id, user.PasswordHash);
        var made = bytes is null ? null : await authenticators.CreateAsync(sent, bytes, user);
        if (made is null || made.Id.Length > Passkey.MaxCredentialId || made.PublicKey.Length > Passkey.MaxPublicKey)
        {
            throw new DomainException(new PasskeyRefusedError());
        }

        var passkey = new PasskeyId(clock.NewGuid());
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            var isStill = await PasswordChecks.IsStillAsync(db, id, user.PasswordHash);
            if (await db.Set<Passkey>().AnyAsync(p => p.Id == passkey))
            {
                // This very request added it before: its commit succeeded, but the answer was lost.
                return passkey;
            }

            if (!isStill || await db.Set<Passkey>().AnyAsync(p => p.CredentialId == made.Id))
            {
                throw new DomainException(new PasskeyRefusedError());
            }

            RequireAllowed(await db.Set<User>().SingleAsync(u => u.Id == id));
            RequirePlace(await db.Set<Passkey>().CountAsync(p => p.UserId == id));
            await PasskeyChallenges.UseAsync(db, challenge, now);
            db.Set<Passkey>().Add(Passkey.Add(passkey, id, name, made.Id, made.PublicKey, made.SignCount, now));
            db.Audit(id, AuditKind.PasskeyAdded, now, name);
            db.Raise(new PasskeysChanged(id, passkey, IsAdded: true, now));
            return passkey;
        });
    }

    public Task<PasskeyId> RenameAsync(UserId id, PasskeyId passkey, string name)
    {
        var check = new Validation();
        name = check.Text(TextKind.PasskeyName, name, "name");
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            (await FindAsync(db, id, passkey)).Rename(name);
            return passkey;
        });
    }

    /// <summary>
    /// Removes a passkey. Nothing can be confirmed or opened with it any more. Sessions that it opened stay. While the account is
    /// restricted, a passkey that is older than that by 24 hours takes the payment PIN too, if there is one: it may be the owner's way in.
    /// </summary>
    public async Task<UserId> RemoveAsync(UserId id, PasskeyId passkey, string password, string? pin, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        await pins.ConfirmAsync(id, pin, origin);
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            var removed = await FindAsync(db, id, passkey);
            var owner = await db.Set<User>().SingleAsync(u => u.Id == id);
            if (owner.IsRestrictedAt(now) && owner.PaymentPinHash is not null
                && removed.CreatedAt <= owner.RestrictedUntil!.Value - User.Restriction - User.Restriction)
            {
                await (pin is null
                    ? throw new DomainException(new PaymentPinRequiredError())
                    : Restrictions.RequireOldPinAsync(db, id, owner.RestrictedUntil.Value));
            }

            db.Set<Passkey>().Remove(removed);
            db.Audit(id, AuditKind.PasskeyRemoved, now, removed.Name);
            db.Raise(new PasskeysChanged(id, passkey, IsAdded: false, now));
            return id;
        });
    }

    /// <summary>The credential ids of a user's passkeys, for the options of browsers.</summary>
    internal static IQueryable<byte[]> CredentialsOf(GraphDb db, UserId user) =>
        db.Set<Passkey>().Where(p => p.UserId == user).OrderBy(p => p.CreatedAt).Select(p => p.CredentialId);

    private void RequireAllowed(User owner)
    {
        if (owner.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        if (owner.IsRestrictedAt(clock.UtcNow()))
        {
            throw new DomainException(new AccountRestrictedError(owner.RestrictedUntil!.Value));
        }
    }

    private static void RequirePlace(int existing)
    {
        if (existing >= Passkey.MaxPerUser)
        {
            throw new DomainException(new PasskeyLimitReachedError(Passkey.MaxPerUser));
        }
    }

    private static async Task<Passkey> FindAsync(GraphDb db, UserId owner, PasskeyId id) =>
        await db.Set<Passkey>().AsTracking().SingleOrDefaultAsync(p => p.Id == id && p.UserId == owner)
            ?? throw new DomainException(new NotFoundError("passkey"));
}
