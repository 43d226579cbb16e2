using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Accounts;

/// <summary>
/// What an account cannot do for 24 hours after its password was reset or its phone was changed. So one stolen message
/// is not enough to take everything.
/// </summary>
internal static class Restrictions
{
    /// <summary>How far back one restriction after the other is looked for.</summary>
    private static readonly TimeSpan LongestRow = TimeSpan.FromDays(30);

    /// <summary>
    /// Requires that the account is neither frozen nor restricted, for what its owner does for others: a thief may have the phone.
    /// </summary>
    /// <exception cref="DomainException">The account is frozen or restricted.</exception>
    public static async Task RequireActiveAsync(GraphDb db, UserId id, DateTime now)
    {
        if (await db.Set<User>().AnyAsync(u => u.Id == id && u.FrozenAt != null))
        {
            throw new DomainException(new AccountFrozenError());
        }

        await RequireNoneAsync(db, id, now);
    }

    /// <exception cref="DomainException">The account is restricted.</exception>
    public static async Task<bool> RequireNoneAsync(GraphDb db, UserId id, DateTime now)
    {
        var until = await db.Set<User>().Where(u => u.Id == id).Select(u => u.RestrictedUntil).SingleAsync();
        return until > now ? throw new DomainException(new AccountRestrictedError(until.Value)) : true;
    }

    /// <summary>
    /// Requires that no PIN replaced another one in the last 24 hours, because somebody with a session and the password could have set
    /// the new one.
    /// </summary>
    /// <exception cref="DomainException">The PIN is younger.</exception>
    public static async Task RequireKnownPinAsync(GraphDb db, UserId id, DateTime now)
    {
        var set = await db.Set<AuditEvent>()
            .Where(e => e.UserId == id && e.Kind == AuditKind.PinSet)
            .OrderByDescending(e => e.Sequence)
            .Select(e => e.At)
            .Take(2)
            .ToListAsync();
        if (set is [var latest, _] && latest + User.Restriction > now)
        {
            throw new DomainException(new AccountRestrictedError(latest + User.Restriction));
        }
    }

    /// <summary>
    /// The refusal of what takes a payment PIN and came without one. A restricted account that has no PIN cannot set one, so it waits.
    /// </summary>
    public static DomainException PinNeeded(User user, DateTime now) => new(
        user.PaymentPinHash is null && user.IsRestrictedAt(now)
            ? new AccountRestrictedError(user.RestrictedUntil!.Value)
            : new PaymentPinRequiredError());

    /// <inheritdoc cref="PinNeeded(User, DateTime)"/>
    public static async Task<DomainException> PinNeededAsync(GraphDb db, UserId id, DateTime now) =>
        PinNeeded(await db.Set<User>().SingleAsync(u => u.Id == id), now);

    /// <summary>
    /// Requires an old PIN, if the account is restricted now, for what it switches on: payments that nobody confirms one by one.
    /// </summary>
    /// <exception cref="DomainException">The account is restricted, and its PIN is younger.</exception>
    public static async Task RequireOldPinAsync(GraphDb db, User user, DateTime now)
    {
        if (user.IsRestrictedAt(now))
        {
            await RequireOldPinAsync(db, user.Id, user.RestrictedUntil!.Value);
        }
    }

    /// <summary>
    /// Requires that the payment PIN of a restricted account was set at least 24 hours before the restriction began. A thief with a session and
    /// the password could have set a younger one, and could come back with a passkey after the owner's reset. Call it where the PIN was sent.
    /// </summary>
    /// <param name="db">The unit.</param>
    /// <param name="id">The restricted account.</param>
    /// <param name="until">Until when it is restricted, in UTC.</param>
    /// <exception cref="DomainException">The PIN is younger.</exception>
    public static async Task RequireOldPinAsync(GraphDb db, UserId id, DateTime until)
    {
        var began = until - User.Restriction;
        var earliest = began - LongestRow;
        var log = await db.Set<AuditEvent>()
            .Where(e => e.UserId == id && e.At >= earliest && e.At <= began
                && (e.Kind == AuditKind.PinSet || e.Kind == AuditKind.PasswordReset || e.Kind == AuditKind.PhoneChanged))
            .OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Kind, e.At })
            .ToListAsync();
        var since = began - User.Restriction;
        foreach (var line in log.TakeWhile(line => line.At >= since))
        {
            if (line.Kind == AuditKind.PinSet)
            {
                throw new DomainException(new AccountRestrictedError(until));
            }

            // A second reset in the same days makes no old PIN of one that was too young for the first.
            since = line.At - User.Restriction;
        }
    }
}
