using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Accounts;

/// <summary>
/// What an account cannot do for 24 hours after its password was reset or its phone was changed. So one stolen message
/// is not enough to take everything.
/// </summary>
internal static class Restrictions
{
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
}
