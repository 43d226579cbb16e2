using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Accounts;

/// <summary>The changes to a profile. A null value leaves the field as it is; an empty text clears it.</summary>
public sealed record ProfileChange(
    string? DisplayName,
    string? AvatarUrl,
    string? Bio,
    bool? ShowsRealNameToFriends,
    bool? FriendsSeeFriends,
    bool? FoundByPhone,
    Visibility? DefaultVisibility)
{
    public bool? ShowsTrustBand { get; init; }
}

/// <summary>Changes that users make to their own accounts.</summary>
public sealed class Profiles(Units units, PasswordChecks passwords, PaymentPins pins, Throttle throttle, AccountLocks locks, TimeProvider clock)
{
    internal const string PictureRule = "An address of a picture begins with https://, names a public host and has at most 500 characters.";

    public Task<UserId> UpdateAsync(UserId id, ProfileChange change)
    {
        var check = new Validation();
        change = change with
        {
            DisplayName = check.Change(TextKind.DisplayName, change.DisplayName, "displayName"),
            AvatarUrl = check.WebAddress(change.AvatarUrl, PictureRule, "avatarUrl"),
            Bio = check.Change(TextKind.Bio, change.Bio, "bio"),
        };
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            await db.LockOpenAccountAsync(id);
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            user.Change(change);
            return id;
        });
    }

    /// <summary>
    /// Sets or changes the payment PIN. Both need the password. While the account is restricted, the current PIN is
    /// needed too, so that a stolen message cannot replace it.
    /// </summary>
    public async Task<UserId> SetPaymentPinAsync(UserId id, string pin, string password, Origin origin, string? currentPin = null)
    {
        new Validation().Check(PaymentPins.IsPin(pin), "A payment PIN has six digits, not all the same.", "pin").ThrowIfAny();
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        await pins.ConfirmAsync(id, currentPin, origin, "currentPin");
        return await units.WriteAsync(async db =>
        {
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            if (currentPin is null && user.IsRestrictedAt(clock.UtcNow()))
            {
                throw new DomainException(user.PaymentPinHash is null
                    ? new AccountRestrictedError(user.RestrictedUntil!.Value)
                    : new PaymentPinRequiredError());
            }

            user.SetPaymentPin(pins.HashOf(id, pin));
            db.Audit(id, AuditKind.PinSet, clock.UtcNow());
            await throttle.ForgetAsync(db, PaymentPins.Secret, PasswordChecks.GuesserOf(id));
            return id;
        });
    }

    /// <summary>
    /// Freezes the account at once. It needs no password or PIN, so that the owner loses no time when another person
    /// may be using the account.
    /// </summary>
    public Task<UserId> FreezeAsync(UserId id, string? reason)
    {
        var check = new Validation();
        reason = check.Words(TextKind.Reason, reason, "reason");
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();

            // A friend who asks this user for a loan or a guarantee locks this user's row too. A request that came first is committed
            // before this unit goes on, and ends below. One that comes later waits for an answer, and a frozen account says no yes.
            await locks.LockAsync(db, StopReason.Freeze, id);
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            if (user.FrozenAt is null)
            {
                db.Audit(id, AuditKind.Frozen, now, reason);
                db.Raise(new AccountFrozen(id, now));
            }

            user.Freeze(reason, now);
            await DataExports.EndLinksAsync(db, id, now);
            return id;
        });
    }

    /// <summary>
    /// Unfreezes the account. It needs the password, and the payment PIN if one is set. A restricted account stays frozen.
    /// A PIN that replaced another one counts after 24 hours, because somebody who knows only the password could have set it.
    /// </summary>
    public async Task<UserId> UnfreezeAsync(UserId id, string password, string? pin, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        await units.ReadAsync(db => Restrictions.RequireNoneAsync(db, id, clock.UtcNow()));
        var hasPin = await units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == id && u.PaymentPinHash != null));
        if (hasPin && pin is null)
        {
            throw new DomainException(new PaymentPinRequiredError());
        }

        await pins.ConfirmAsync(id, pin, origin);
        return await units.WriteAsync(async db =>
        {
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            await Restrictions.RequireNoneAsync(db, id, clock.UtcNow());
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            if (user.FrozenAt is not null)
            {
                await Restrictions.RequireKnownPinAsync(db, id, clock.UtcNow());
                db.Audit(id, AuditKind.Unfrozen, clock.UtcNow());
            }

            user.Unfreeze();
            return id;
        });
    }

    /// <summary>
    /// Grants a role. Operators use it through a command of the program. Returns false when no account has that phone
    /// number.
    /// </summary>
    public Task<bool> GrantAsync(string phone, Role role) => units.WriteAsync(async db =>
    {
        if (Pasted.Phone(phone) is not { } number)
        {
            return false;
        }

        var user = await db.Set<User>().AsTracking().SingleOrDefaultAsync(u => u.Phone == number && u.IsPhoneProved);
        user?.Grant(role);
        return user is not null;
    });

    /// <summary>
    /// Takes a role away. Operators use it through a command of the program. Returns false when the account does not have the role, and
    /// null when no account has that phone number.
    /// </summary>
    public Task<bool?> WithdrawAsync(string phone, Role role) => units.WriteAsync<bool?>(async db =>
    {
        if (Pasted.Phone(phone) is not { } number
            || await db.Set<User>().AsTracking().SingleOrDefaultAsync(u => u.Phone == number) is not { } user)
        {
            return null;
        }

        var had = user.Roles.Contains(role);
        user.Revoke(role);
        return had;
    });
}
