using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>Looks up whose wallet is which, and how openly two people show a payment.</summary>
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

    /// <summary>The wish of the side that wants to be seen less.</summary>
    public static Visibility Stricter(Visibility one, Visibility other) => one > other ? one : other;
}
