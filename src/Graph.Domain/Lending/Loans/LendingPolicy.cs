using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// The rule for who may take part in a loan: friends who are different persons at CLASS_II or above. The account of
/// the user who acts must not be frozen. The other account may be frozen, because a refusal would tell the freeze: its owner finds
/// the request, and can accept it after unfreezing.
/// </summary>
internal static class LendingPolicy
{
    public const RealNameLevel Level = RealNameLevel.ClassII;

    /// <summary>Requires that both may make a new agreement. Locks both users, so that no friendship ends meanwhile.</summary>
    /// <exception cref="DomainException">
    /// The actor's own account is frozen or its level too low; the other is hidden, no friend, the same person, closed, or below
    /// the level.
    /// </exception>
    public static async Task<(User Actor, User Other)> RequireAsync(GraphDb db, UserId actor, UserId other, string path)
    {
        await Friends.LockAsync(db, actor, other);
        await FriendPolicy.RequireAsync(db, actor, other, path);
        var people = await db.Set<User>().Where(u => u.Id == actor || u.Id == other).ToDictionaryAsync(u => u.Id);
        await RequireOwnAsync(db, people[actor]);
        RequireOther(people[other].ClosedAt is null && people[other].Level >= Level, path);
        new Validation()
            .Check(people[actor].PersonId != people[other].PersonId, "This account belongs to the same person as yours.", path)
            .ThrowIfAny();
        return (people[actor], people[other]);
    }

    public static async Task RequireOwnAsync(GraphDb db, User actor)
    {
        if (actor.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        await RequiredLevel.RequireAsync(db, actor.Id, actor.Level, Level);
    }

    /// <summary>
    /// Requires that somebody who has asked still can take part. A freeze ends what its owner has asked for, so this tells of
    /// none that is older than the answer.
    /// </summary>
    public static void RequireAsker(User asker, string path) =>
        RequireOther(asker.FrozenAt is null && asker.ClosedAt is null && asker.Level >= Level, path);

    /// <summary>
    /// Requires that the actor confirmed a promise or a gift of money. It takes the PIN or a passkey, because it cannot be taken back;
    /// beyond what a PIN may move in a day it takes a passkey, or it would get around that limit.
    /// </summary>
    public static Task RequireConfirmedAsync(GraphDb db, User actor, Confirmed confirmed, Money amount, DateTime now)
    {
        if (confirmed.Strength != Confirmation.Passkey && amount > SpendingLimits.DayByPin)
        {
            throw new DomainException(new PasskeyRequiredError());
        }

        if (confirmed.Strength == Confirmation.Session)
        {
            throw Restrictions.PinNeeded(actor, now);
        }

        return RequireUnrestrictedAsync(db, actor, confirmed, now);
    }

    /// <summary>
    /// Requires an old PIN while the account is restricted, beside a passkey too, as payments do: somebody else may have reset the
    /// password, or added the passkey and set the PIN before.
    /// </summary>
    public static Task RequireUnrestrictedAsync(GraphDb db, User actor, Confirmed confirmed, DateTime now) =>
        confirmed.HasPin || !actor.IsRestrictedAt(now) ? Restrictions.RequireOldPinAsync(db, actor, now)
        : throw Restrictions.PinNeeded(actor, now);

    private static void RequireOther(bool canTakePart, string path)
    {
        if (!canTakePart)
        {
            throw new DomainException(new CounterpartyUnavailableError(path));
        }
    }
}
