using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>Finds the wallets of users, and the visibility of a payment between two of them.</summary>
internal static class Wallets
{
    public static async Task<(AccountId Payer, AccountId Payee)> OfAsync(GraphDb db, UserId payer, UserId payee)
    {
        var wallets = await db.Set<Account>()
            .Where(a => a.OwnerId == payer || a.OwnerId == payee)
            .Select(a => new { a.OwnerId, a.Id })
            .ToListAsync();
        return (wallets.Single(w => w.OwnerId == payer).Id, wallets.Single(w => w.OwnerId == payee).Id);
    }

    public static Task<AccountId> OfAsync(GraphDb db, UserId owner) =>
        db.Set<Account>().Where(a => a.OwnerId == owner).Select(a => a.Id).SingleAsync();

    /// <summary>Returns the visibility that fewer people can see.</summary>
    public static Visibility Stricter(Visibility one, Visibility other) => one > other ? one : other;
}
