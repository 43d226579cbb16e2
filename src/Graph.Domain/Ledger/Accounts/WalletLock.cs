using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>
/// Locks a user's wallet. Every payment of that user locks it first, so payments wait for this lock.
/// </summary>
public sealed class WalletLock : IWalletLock
{
    public Task LockAsync(GraphDb db, UserId owner) => db.LockAsync(db.Set<Account>().Where(a => a.OwnerId == owner));

    public async Task LockAsync(GraphDb db, IReadOnlyCollection<UserId> owners)
    {
        var known = owners.Distinct().ToList();
        await (known switch
        {
            [] => Task.CompletedTask,
            [var only] => LockAsync(db, only),
            _ => GeneralLedger.LockAsync(db, await OfAsync(db, known)),
        });
    }

    public async Task LockToCloseAsync(GraphDb db, UserId owner, IReadOnlyCollection<UserId> others)
    {
        var wallets = await OfAsync(db, [.. others, owner]);
        var waiting = await (
            from hold in Waiting(db, owner, fromFrozen: true)
            join transaction in db.Set<Transaction>() on hold.TransactionId equals transaction.Id
            select new { hold.DebitId, Transaction = transaction }).ToListAsync();
        await GeneralLedger.LockAsync(db, [.. waiting.Select(one => one.DebitId).Union(wallets)]);
        foreach (var one in waiting.OrderBy(one => one.Transaction.ChargedPersonId?.Value))
        {
            await SpendingLimits.LockAsync(db, one.Transaction);
        }
    }

    private static Task<AccountId[]> OfAsync(GraphDb db, IReadOnlyCollection<UserId> owners) => db.Set<Account>()
        .Where(a => a.OwnerId != null && owners.Contains(a.OwnerId.Value))
        .Select(a => a.Id)
        .ToArrayAsync();

    /// <summary>Selects the holds that will post to a user's wallet by themselves.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="payee">The user.</param>
    /// <param name="fromFrozen">Whether only those count that wait because their payer has frozen the account.</param>
    internal static IQueryable<Hold> Waiting(GraphDb db, UserId payee, bool fromFrozen) =>
        from hold in db.Set<Hold>()
        join credit in db.Set<Account>() on hold.CreditId equals credit.Id
        join debit in db.Set<Account>() on hold.DebitId equals debit.Id
        where hold.Status == HoldStatus.Open && hold.SettlesAt != null && credit.OwnerId == payee
            && (!fromFrozen || db.Set<User>().Any(u => u.Id == debit.OwnerId && u.FrozenAt != null))
        select hold;
}
