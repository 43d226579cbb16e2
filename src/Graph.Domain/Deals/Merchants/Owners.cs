using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Deals.Merchants;

/// <summary>Counts what a person has as an owner, over all accounts of that person.</summary>
internal static class Owners
{
    /// <summary>Selects the merchants that an owner has, with any account of the same person.</summary>
    public static IQueryable<Merchant> MerchantsOf(GraphDb db, UserId owner) => db.Set<Merchant>().Where(m =>
        m.OwnerId == owner
        || db.Set<User>().Any(u => u.Id == m.OwnerId && u.PersonId != null
            && db.Set<User>().Any(same => same.Id == owner && same.PersonId == u.PersonId)));

    /// <summary>
    /// Locks the owner as a person. When two units count against the same person's limits, the second waits here, and
    /// then counts what the first added. An account without a person is locked itself.
    /// </summary>
    public static async Task LockAsync(GraphDb db, UserId owner)
    {
        var person = db.Set<Person>().Where(p => db.Set<User>().Any(u => u.Id == owner && u.PersonId == p.Id));
        if (await db.LockAsync(person) == 0)
        {
            await db.LockAsync(db.Set<User>().Where(u => u.Id == owner));
        }
    }
}
