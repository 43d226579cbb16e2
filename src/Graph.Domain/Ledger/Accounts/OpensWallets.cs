using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>Opens a wallet for each user who signs up.</summary>
public sealed class OpensWallets(TimeProvider clock) : IReaction<UserSignedUp>
{
    public Task ReactAsync(UserSignedUp fact, GraphDb db, CancellationToken cancellationToken)
    {
        db.Set<Account>().Add(Account.OpenWallet(new AccountId(clock.NewGuid()), fact.User.Id));
        return Task.CompletedTask;
    }
}
