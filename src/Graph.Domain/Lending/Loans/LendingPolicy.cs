using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// The rule for who may take part in a loan: friends who are different persons at CLASS_II or above, whose accounts are not
/// frozen. Of the other person nothing is told beyond that it is not possible now.
/// </summary>
internal static class LendingPolicy
{
    public const RealNameLevel Level = RealNameLevel.ClassII;

    /// <summary>Requires that both may make a new agreement. Locks both users, so that no friendship ends meanwhile.</summary>
    /// <exception cref="DomainException">
    /// The actor's own account is frozen or its level too low; the other is hidden, no friend, the same person, or cannot
    /// take part.
    /// </exception>
    public static async Task<(User Actor, User Other)> RequireAsync(GraphDb db, UserId actor, UserId other, string path)
    {
        await Friends.LockAsync(db, actor, other);
        await FriendPolicy.RequireAsync(db, actor, other, path);
        var people = await db.Set<User>().Where(u => u.Id == actor || u.Id == other).ToDictionaryAsync(u => u.Id);
        await RequireOwnAsync(db, people[actor]);
        RequireOther(people[other], path);
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

    public static void RequireOther(User other, string path)
    {
        if (other.FrozenAt is not null || other.ClosedAt is not null || other.Level < Level)
        {
            throw new DomainException(new CounterpartyUnavailableError(path));
        }
    }
}
