using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Orders;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Holdings;

/// <summary>What the viewer holds of a fund. Only the viewer sees it.</summary>
public sealed class HoldingNode(Holding holding) : INode
{
    private static readonly KeptLists<HoldingId, IReadOnlyList<HoldingId>, FundOrder> OrdersOf = new(
        new Keyset<FundOrder>("fund orders").By(o => o.OrderedAt, descending: true).By(o => o.Tiebreak, descending: true),
        (db, ids) => db.Set<Holding>().Where(h => ids.Contains(h.Id)).Select(h => h.Id),
        (db, ids) => db.Set<FundOrder>().Where(o => ids.Contains(o.HoldingId)),
        order => order.HoldingId);

    /// <summary>The opaque global ID. Only the viewer can fetch the holding by it.</summary>
    public ITypedId Id => holding.Id;

    /// <summary>The fund.</summary>
    public Loading<FundNode> Fund(FundLoaders funds) => funds.Rows.Load(holding.FundId, fund => new FundNode(fund!));

    /// <summary>The units, with four decimals. Those of open redemptions are included.</summary>
    public decimal Units => FundMath.ToDecimal(holding.Units);

    /// <summary>The units that open redemptions will take, with four decimals.</summary>
    public decimal LockedUnits => FundMath.ToDecimal(holding.Locked);

    /// <summary>What the units are worth by the fund's `netAssetValue`.</summary>
    public Loading<Money> Value(FundLoaders funds) => funds.Figures.Load(holding.Id, figures => Money.Fen(figures.Value));

    /// <summary>What was paid for the units that are still here, fees included.</summary>
    public Money Cost => Money.Fen(holding.Cost);

    /// <summary>
    /// What was earned since the first subscription: the value and what was paid out, less what was paid in. It is negative for a
    /// loss.
    /// </summary>
    public Loading<Money> Gain(FundLoaders funds) => funds.Figures.Load(holding.Id, figures => Money.Fen(figures.Gain));

    /// <summary>What was earned on the fund's `valueDate`; negative for a loss.</summary>
    public Loading<Money> YesterdayGain(FundLoaders funds) => funds.Figures.Load(holding.Id, figures => Money.Fen(figures.YesterdayGain));

    /// <summary>
    /// The rate for a year at which all of it was earned (XIRR, 365 days a year), as a fraction with six decimals. Null in the
    /// first 30 days.
    /// </summary>
    public Loading<decimal?> AnnualisedReturn(FundLoaders funds) => funds.Figures.Load(holding.Id, figures => figures.AnnualisedReturn);

    /// <summary>
    /// Who may see that the viewer invested in the fund, never how much (`setHoldingVisibility`). It is what the last settled
    /// subscription says; open subscriptions that let fewer people see it count already, and cancelled ones not at all.
    /// </summary>
    public Loading<Visibility> Visibility(FundLoaders funds) =>
        funds.OpenVisibilities.Load(holding.Id, open => open.Append(holding.Visibility).Max());

    /// <summary>The viewer's orders of this fund, the latest first.</summary>
    public Loading<Connection<FundOrderNode>> Orders(GraphDb db, PageLoaders pages, PageArguments page) =>
        pages.Load<HoldingId, FundOrderNode>(holding.Id, page, (ids, cancellationToken) =>
            OrdersOf.PagesAsync(db, ids, ids, page, order => new FundOrderNode(order), cancellationToken)).Then(found => found!);
}
