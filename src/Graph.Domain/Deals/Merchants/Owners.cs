using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Deals.Merchants;

/// <summary>Counts what a person has as an owner, over all accounts of that person.</summary>
internal static class Owners
{
    /// <summary>Selects the merchants that an owner has, with any account of the same person.</summary>
    public static IQueryable<Merchant> MerchantsOf(GraphDb db, UserId owner) =>
        db.Set<Merchant>().Where(m => PersonOf.Accounts(db, owner).Any(u => u.Id == m.OwnerId));
}
