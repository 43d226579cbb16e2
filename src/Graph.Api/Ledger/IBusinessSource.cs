using Graph.Api.Users;
using Graph.Domain.Ledger.Accounts;

namespace Graph.Api.Ledger;

/// <summary>
/// Finds the businesses to which settlement accounts belong. A feature that has businesses implements it; the ledger asks all.
/// </summary>
public interface IBusinessSource
{
    /// <summary>The businesses by settlement account; accounts of other features are left out.</summary>
    Task<IReadOnlyDictionary<AccountId, IParty>> FindAsync(IReadOnlyList<AccountId> ids, CancellationToken cancellationToken);
}
