using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>Locks the wallet that every payment of its owner locks first.</summary>
public sealed class WalletLock : IWalletLock
{
    public Task LockAsync(GraphDb db, UserId owner) => db.LockAsync(db.Set<Account>().Where(a => a.OwnerId == owner));
}
