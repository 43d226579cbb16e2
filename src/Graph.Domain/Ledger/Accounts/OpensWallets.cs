using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>Everybody who signs up has a wallet from then on.</summary>
public sealed class OpensWallets(TimeProvider clock) : IReaction
{
    public void React(IDomainEvent fact, GraphDb db)
    {
        if (fact is UserSignedUp { User: var user })
        {
            db.Set<Account>().Add(Account.OpenWallet(new AccountId(clock.NewGuid()), user.Id));
        }
    }
}
