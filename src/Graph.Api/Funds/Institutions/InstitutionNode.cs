using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Insights;
using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Institutions;

/// <summary>
/// A company that offers funds. Everybody sees it once an operator has verified it. Before that, and after an operator took that
/// back, only its staff, operators and those who have invested in its funds do.
/// </summary>
public sealed class InstitutionNode(Institution institution) : INode, INotificationSubject
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
    [AtMost(100)]
    public Loading<IReadOnlyList<FundNode>> Funds(FundLoaders funds) => funds.FundsOf.Load(institution.Id);

    /// <summary>Whether the viewer works for the institution. Then `staff`, `fees` and `insights` are not null.</summary>
    public Loading<bool> ViewerIsStaff(FundLoaders funds) => funds.WorksFor.Load(institution.Id);

    /// <summary>Whether the viewer owns the institution, and so may change its staff.</summary>
    public bool ViewerIsOwner(Caller caller) => caller.Id == institution.OwnerId;

    /// <summary>
    /// The staff of the institution, including the owner, in the order of their handles. Null unless the viewer works for it.
    /// </summary>
    [AnswersNull]
    [AtMost(Institution.MaxStaff)]
    public async Task<IReadOnlyList<UserNode>?> Staff(
        FundLoaders funds, BusinessLoaders businesses, CancellationToken cancellationToken) =>
        await funds.WorksFor.LoadAsync(institution.Id, cancellationToken)
            ? await businesses.StaffOf.LoadAsync(institution.SettlementId, cancellationToken)
            : null;

    /// <summary>
    /// The fees that the institution has earned, as far as they tell of nobody alone. The fees of one day, fund and direction count when the
    /// day is over, five persons paid one, and none of them more than half. Those of redemptions count only for funds with a single
    /// redemption fee. Null unless the viewer works for it.
    /// </summary>
    [AnswersNull]
    public async Task<Money?> Fees(FundLoaders funds, InsightLoaders insights, CancellationToken cancellationToken) =>
        await funds.WorksFor.LoadAsync(institution.Id, cancellationToken)
            ? Money.Fen(await insights.FeesOf.LoadAsync(institution.Id, cancellationToken))
            : null;

    /// <summary>
    /// Statistics of the institution's funds over some days: holders, and what moved in and out. They tell of nobody alone. Null unless
    /// the viewer works for it.
    /// </summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, in Asia/Shanghai. It is included; insights cover at most 366 days.</param>
    public Loading<InstitutionInsightsNode?> Insights(InsightLoaders insights, DateOnly from, DateOnly to)
    {
        if (to < from || to.DayNumber - from.DayNumber >= FundFlows.MaxDays)
        {
            throw GraphError.BadUserInput("Insights cover 1 to 366 days, and `from` must not be after `to`.", "to");
        }

        var key = new InsightsKey(institution.Id, from, to);
        return insights.Flows.Load(key, flows => flows is null ? null : new InstitutionInsightsNode(key, flows));
    }
}
