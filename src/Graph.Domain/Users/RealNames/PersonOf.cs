using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>The person behind an account, for what is counted per person over all accounts.</summary>
internal static class PersonOf
{
    /// <summary>Selects the account itself, and all other accounts of the same person.</summary>
    public static IQueryable<User> Accounts(GraphDb db, UserId account)
    {
        // No index serves "the account itself, or one of its person": PostgreSQL would read everybody.
        var others = from own in db.Set<User>()
                     join same in db.Set<User>() on own.PersonId equals same.PersonId
                     where own.Id == account
                     select same.Id;
        var ids = db.Set<User>().Where(u => u.Id == account).Select(u => u.Id).Union(others);
        return db.Set<User>().Where(u => ids.Contains(u.Id));
    }

    /// <summary>Returns the person of an account when no other account has data of the person; null when one has, or there is no person.</summary>
    public static async Task<PersonId?> LastAccountAsync(GraphDb db, UserId account) => await db.Set<User>()
        .Where(u => u.Id == account && !db.Set<User>().Any(other =>
            other.PersonId == u.PersonId && other.Id != account && other.ErasedAt == null))
        .Select(u => u.PersonId)
        .SingleOrDefaultAsync();

    /// <summary>
    /// Locks the person. When two units count against the same person's limits, the second waits here, and then counts what the
    /// first added. An account without a person is locked itself.
    /// </summary>
    public static async Task LockAsync(GraphDb db, UserId account)
    {
        if (!await TryLockAsync(db, account))
        {
            await db.LockAsync(db.Set<User>().Where(u => u.Id == account));
            if (await db.Set<User>().AnyAsync(u => u.Id == account && u.PersonId != null))
            {
                // People are locked before accounts, so that the unit begins anew.
                throw new DbUpdateConcurrencyException("The account was identified while it waited for its lock.");
            }
        }
    }

    /// <summary>Locks the person. Returns false when the account has none.</summary>
    public static async Task<bool> TryLockAsync(GraphDb db, UserId account) =>
        await db.LockAsync(db.Set<Person>().Where(p => db.Set<User>().Any(u => u.Id == account && u.PersonId == p.Id))) > 0;
}
