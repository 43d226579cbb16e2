using Graph.Api.Ledger;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Merchants;

/// <summary>Finds the merchants to which settlement accounts belong.</summary>
public sealed class MerchantBusinesses(GraphDb db) : IBusinessSource
{
    private static readonly KeptQuery<IReadOnlyList<AccountId>, Merchant> Settling = new((db, ids) =>
        db.Set<Merchant>().Where(m => ids.Contains(m.SettlementId)));

    public async Task<IReadOnlyDictionary<AccountId, IParty>> FindAsync(
        IReadOnlyList<AccountId> ids, CancellationToken cancellationToken) =>
        await Settling.DictionaryAsync(db, ids, m => m.SettlementId, m => (IParty)new MerchantNode(m), cancellationToken);

    public async Task<IReadOnlyDictionary<GlobalId, AccountId>> FindAccountsAsync(
        IReadOnlyList<GlobalId> ids, CancellationToken cancellationToken)
    {
        var merchants = ids.Select(id => id.To<MerchantId>()).ToList();
        return await db.Set<Merchant>()
            .Where(m => merchants.Contains(m.Id))
            .ToDictionaryAsync(m => GlobalId.Of(m.Id), m => m.SettlementId, cancellationToken);
    }
}
