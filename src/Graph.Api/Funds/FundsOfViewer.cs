using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Holdings;
using Graph.Api.Funds.Institutions;
using Graph.Api.Funds.Standing;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>The fields of the viewer that concern funds.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class FundsOfViewer
{
    private const int MaxInstitutions = 100;

    private static readonly KeptList<UserId, Holding> Latest = new(
        new Keyset<Holding>("holdings").By(h => h.OpenedAt, descending: true).By(h => h.Tiebreak, descending: true),
        (db, viewer) => db.Set<Holding>().Where(h => h.UserId == viewer));

    private static readonly KeptQuery<UserId, Fund> WishedFund = new((db, viewer) =>
        from wish in db.Set<RedeemFirst>()
        join fund in db.Set<Fund>() on wish.FundId equals fund.Id
        where wish.UserId == viewer
        select fund);

    /// <summary>What the viewer holds of funds, or has held, the latest fund first.</summary>
    public static Task<Connection<HoldingNode>> Holdings(ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        Latest.PageAsync(db, viewer.UserId, page, holding => new HoldingNode(holding), cancellationToken);

    /// <summary>All that the viewer holds of funds, added up.</summary>
    public static async Task<PortfolioNode> Portfolio(ViewerNode viewer, GraphDb db, FundLoaders funds, CancellationToken cancellationToken)
    {
        var ids = await db.Set<Holding>().Where(h => h.UserId == viewer.UserId).Select(h => h.Id).ToListAsync(cancellationToken);
        return new PortfolioNode(viewer.UserId, await funds.Figures.LoadAllAsync(ids, cancellationToken));
    }

    /// <summary>How much risk the viewer takes; null when the questionnaire has not been answered in the last two years.</summary>
    public static Loading<RiskTolerance?> RiskTolerance(ViewerNode viewer, FundLoaders funds) =>
        funds.Assessments.Load(viewer.UserId, assessment => assessment?.Tolerance);

    /// <summary>
    /// Until when `riskTolerance` holds, in UTC; null when it is null. Standing orders pause then, unless the questionnaire is answered again.
    /// </summary>
    public static Loading<DateTime?> RiskToleranceValidUntil(ViewerNode viewer, FundLoaders funds) =>
        funds.Assessments.Load(viewer.UserId, assessment => assessment?.ValidUntil);

    /// <summary>The standing order that invests each night what lies in the viewer's wallet above a floor (`setAutoInvest`); null without one.</summary>
    public static Loading<StandingOrderNode?> AutoInvest(ViewerNode viewer, FundLoaders funds) => funds.StandingOf.Load(
        viewer.UserId, orders => NodesOf(orders, StandingOrderKind.AutoInvest).SingleOrDefault());

    /// <summary>What the viewer invests each month, the latest setting first; at most 20 (`setInvestmentPlan`).</summary>
    [AtMost(StandingOrder.MaxPlans)]
    public static Loading<IReadOnlyList<StandingOrderNode>> InvestmentPlans(ViewerNode viewer, FundLoaders funds) => funds.StandingOf.Load(
        viewer.UserId, orders => NodesOf(orders, StandingOrderKind.Plan));

    /// <summary>
    /// The money-market fund from which payments redeem at once what the wallet lacks (`setRedeemFirst`); null when they do not.
    /// </summary>
    public static async Task<FundNode?> RedeemFirst(ViewerNode viewer, GraphDb db, CancellationToken cancellationToken) =>
        await WishedFund.FirstAsync(db, viewer.UserId, cancellationToken) is { } fund ? new FundNode(fund) : null;

    /// <summary>The institutions for which the viewer works, in the order of their names, at most 100.</summary>
    [AtMost(MaxInstitutions)]
    public static async Task<IReadOnlyList<InstitutionNode>> Institutions(ViewerNode viewer, GraphDb db, CancellationToken cancellationToken)
    {
        var institutions = await InstitutionPolicy.Of(db, viewer.UserId)
            .OrderBy(i => i.SortName)
            .ThenBy(i => i.LicenceNumber)
            .Take(MaxInstitutions)
            .ToListAsync(cancellationToken);
        return institutions.ConvertAll(institution => new InstitutionNode(institution));
    }

    private static IReadOnlyList<StandingOrderNode> NodesOf(IReadOnlyList<StandingOrder> orders, StandingOrderKind kind) =>
        [.. orders.Where(order => order.Kind == kind).Select(order => new StandingOrderNode(order))];
}
