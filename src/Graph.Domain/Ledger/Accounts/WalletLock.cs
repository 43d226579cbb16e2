using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>
/// Locks a user's wallet. Every payment of that user locks it first, so payments wait for this lock.
/// </summary>
public sealed class WalletLock : IWalletLock
{
    public Task LockAsync(GraphDb db, UserId owner) => db.LockAsync(db.Set<Account>().Where(a => a.OwnerId == owner));
}
