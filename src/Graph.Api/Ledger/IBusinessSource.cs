using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Ledger.Accounts;

namespace Graph.Api.Ledger;

/// <summary>
/// Finds the businesses to which settlement accounts belong. Each feature that has businesses implements it, and the
/// ledger asks all implementations.
/// </summary>
public interface IBusinessSource
{
    /// <summary>The businesses by settlement account. Accounts that belong to other features are left out.</summary>
    Task<IReadOnlyDictionary<AccountId, IParty>> FindAsync(IReadOnlyList<AccountId> ids, CancellationToken cancellationToken);

    /// <summary>The settlement accounts by the ID of the business. IDs of other objects are left out.</summary>
    Task<IReadOnlyDictionary<GlobalId, AccountId>> FindAccountsAsync(
        IReadOnlyList<GlobalId> ids, CancellationToken cancellationToken);
}
