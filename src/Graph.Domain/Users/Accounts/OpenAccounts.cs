using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

/// <summary>Accounts that are not closed.</summary>
public static class OpenAccounts
{
    /// <summary>
    /// Locks a user's account until the end of the unit, so that it is not closed before. What the user does is written before the
    /// closing, which ends it, or not at all: nothing may appear in the name of a closed account.
    /// </summary>
    /// <exception cref="DomainException">The account is closed.</exception>
    public static async Task LockOpenAccountAsync(this GraphDb db, UserId user)
    {
        if (!await db.TryLockOpenAccountAsync(user))
        {
            throw Validation.Error("The account is closed.");
        }
    }

    /// <summary>Locks a user's account until the end of the unit, so that it is not closed before. Returns false when it is closed.</summary>
    public static async Task<bool> TryLockOpenAccountAsync(this GraphDb db, UserId user) =>
        await db.LockAsync(db.Set<User>().Where(u => u.Id == user && u.ClosedAt == null)) == 1;
}
