using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>Takes the row that every payment out of a wallet takes.</summary>
public sealed class WalletLock : IWalletLock
{
    public Task LockAsync(GraphDb db, UserId owner) => db.Set<Account>()
        .Where(a => a.OwnerId == owner)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSequence, a => a.LastSequence));
}
