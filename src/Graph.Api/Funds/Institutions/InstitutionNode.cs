using Graph.Api.Funds.Catalogue;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Institutions;

/// <summary>
/// A company that offers funds. Everybody sees it once an operator has verified it. Before that, and after an operator took that
/// back, only its staff, operators and those who have invested in its funds do.
/// </summary>
public sealed class InstitutionNode(Institution institution) : INode
{
    /// <summary>The opaque global ID.</summary>
    public ITypedId Id => institution.Id;

    /// <summary>The name of the company, 1 to 40 characters.</summary>
    public string Name => institution.Name;

    /// <summary>Whether an operator has verified the licence. Only then its funds are for sale.</summary>
    public bool Verified => institution.VerifiedAt is not null;

    /// <summary>The unified social credit code, 18 characters. Null unless the viewer works for it or is an operator.</summary>
    [AnswersNull]
    public Loading<string?> LicenceNumber(FundLoaders funds, Caller caller) => caller.IsOperator
        ? new Loaded<string?>(institution.LicenceNumber)
        : funds.WorksFor.Load(institution.Id, isStaff => isStaff ? institution.LicenceNumber : null);

    /// <summary>The time at which it was opened, in UTC.</summary>
    public DateTime OpenedAt => institution.OpenedAt;

    /// <summary>The funds of the institution, in the order of their codes; at most 100.</summary>
    public Loading<IReadOnlyList<FundNode>> Funds(FundLoaders funds) => funds.FundsOf.Load(institution.Id);

    /// <summary>Whether the viewer works for the institution. Then `staff` and `fees` are not null.</summary>
    public Loading<bool> ViewerIsStaff(FundLoaders funds) => funds.WorksFor.Load(institution.Id);

    /// <summary>
    /// The staff of the institution, including the owner, in the order of their handles. Null unless the viewer works for it.
    /// </summary>
    [AnswersNull]
    public async Task<IReadOnlyList<UserNode>?> Staff(
        FundLoaders funds, BusinessLoaders businesses, CancellationToken cancellationToken) =>
        await funds.WorksFor.LoadAsync(institution.Id, cancellationToken)
            ? await businesses.StaffOf.LoadAsync(institution.SettlementId, cancellationToken)
            : null;

    /// <summary>The fees that the institution has earned. Null unless the viewer works for it.</summary>
    [AnswersNull]
    public async Task<Money?> Fees(FundLoaders funds, BusinessLoaders businesses, CancellationToken cancellationToken) =>
        await funds.WorksFor.LoadAsync(institution.Id, cancellationToken)
            ? await businesses.AvailableOf.LoadAsync(institution.SettlementId, cancellationToken)
            : null;
}
