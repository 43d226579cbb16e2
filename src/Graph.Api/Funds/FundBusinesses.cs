using Graph.Api.Funds.Catalogue;
using Graph.Api.Ledger;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>Finds the funds to which custody accounts belong. A fund is the other side of its subscriptions and redemptions.</summary>
public sealed class FundBusinesses(GraphDb db) : IBusinessSource
{
    private static readonly KeptQuery<IReadOnlyList<AccountId>, Fund> InCustody = new((db, ids) =>
        db.Set<Fund>().Where(f => ids.Contains(f.CustodyId)));

    public async Task<IReadOnlyDictionary<AccountId, IParty>> FindAsync(IReadOnlyList<AccountId> ids, CancellationToken cancellationToken) =>
        await InCustody.DictionaryAsync(db, ids, f => f.CustodyId, f => (IParty)new FundNode(f), cancellationToken);

    public async Task<IReadOnlyDictionary<GlobalId, AccountId>> FindAccountsAsync(
        IReadOnlyList<GlobalId> ids, CancellationToken cancellationToken)
    {
        var funds = ids.Select(id => id.To<FundId>()).ToList();
        return await db.Set<Fund>()
            .Where(f => funds.Contains(f.Id))
            .ToDictionaryAsync(f => GlobalId.Of(f.Id), f => f.CustodyId, cancellationToken);
    }
}
