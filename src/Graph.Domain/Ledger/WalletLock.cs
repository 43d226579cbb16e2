using Graph.Domain.Persistence;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

/// <summary>Takes the row that every payment out of a wallet takes.</summary>
public sealed class WalletLock : IWalletLock
{
    public Task LockAsync(GraphDb db, UserId owner) => db.Accounts
        .Where(a => a.OwnerId == owner)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSequence, a => a.LastSequence));
}
