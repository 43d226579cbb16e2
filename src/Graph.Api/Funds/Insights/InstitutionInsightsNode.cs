using Graph.Api.Funds.Catalogue;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Insights;

/// <summary>
/// Statistics of an institution's funds over some days, in Asia/Shanghai. An order counts on the day whose value it took
/// (`FundOrder.pricedOn`), as soon as the fund has closed that day and the day is over by an hour. What one day moved into one fund, or
/// out of it, is left out of everything, when fewer than five persons stand behind it, or one of them for more than half of it. All
/// amounts are sums of what is left, and null when nothing is left. A person counts once, whatever the number of accounts.
/// </summary>
public sealed class InstitutionInsightsNode(InsightsKey key, IReadOnlyList<FundFlow> flows)
{
    internal InsightsKey Key => key;

    internal IReadOnlyList<FundFlow> Flows => flows;

    /// <summary>
    /// The number of persons who hold units of a fund of the institution, rounded down to a multiple of five. Null for fewer than five.
    /// It is counted once a day, when a fund closes its day, and changes when five persons more or five fewer hold than at its last
    /// change. It does not depend on the days.
    /// </summary>
    public Loading<int?> Holders(InsightLoaders insights) => insights.HoldersOf.Load(key.Institution);

    /// <summary>What people paid for subscriptions, fees included; the sum of `byFund` and of `byDay`. Null when nothing can be shown.</summary>
    public Money? Inflow => FlowSums.Of(flows, FundOrderSide.Subscription);

    /// <summary>
    /// What redemptions bring people, after fees, INSTANT ones included; the sum of `byFund` and of `byDay`. Null when nothing can be
    /// shown.
    /// </summary>
    public Money? Outflow => FlowSums.Of(flows, FundOrderSide.Redemption);

    /// <summary>The amounts by day, the earliest day first. Days of which nothing can be shown are left out.</summary>
    public IReadOnlyList<InstitutionDayNode> ByDay =>
        [.. flows.GroupBy(flow => flow.Day).OrderBy(day => day.Key).Select(day => new InstitutionDayNode(day.Key, [.. day]))];

    /// <summary>The numbers of each fund of the institution, in the order of their codes; at most 100.</summary>
    [AtMost(100)]
    public Loading<IReadOnlyList<FundInsightsNode>> ByFund(FundLoaders funds)
    {
        var ofFunds = flows.ToLookup(flow => flow.Fund);
        return funds.FundsOf.Load(key.Institution, found =>
            (IReadOnlyList<FundInsightsNode>)[.. found.Select(fund => new FundInsightsNode(fund, [.. ofFunds[fund.Row.Id]]))]);
    }
}

/// <summary>What one day moved through the funds of an institution.</summary>
public sealed class InstitutionDayNode(DateOnly date, IReadOnlyList<FundFlow> flows)
{
    /// <summary>The day, in Asia/Shanghai.</summary>
    public DateOnly Date => date;

    /// <summary>What people paid for subscriptions, fees included; null when nothing can be shown.</summary>
    public Money? Inflow => FlowSums.Of(flows, FundOrderSide.Subscription);

    /// <summary>What redemptions bring people, after fees; null when nothing can be shown.</summary>
    public Money? Outflow => FlowSums.Of(flows, FundOrderSide.Redemption);
}

/// <summary>Statistics of one fund of an institution.</summary>
public sealed class FundInsightsNode(FundNode fund, IReadOnlyList<FundFlow> flows)
{
    /// <summary>The fund.</summary>
    public FundNode Fund => fund;

    /// <summary>
    /// The number of persons who hold units of the fund, rounded down to a multiple of five. Null for fewer than five. It is counted as
    /// `InstitutionInsights.holders`, and does not depend on the days.
    /// </summary>
    public int? Holders => Graph.Domain.Funds.Insights.Holders.InFives(fund.Row.Holders);

    /// <summary>What people paid for subscriptions, fees included; null when nothing can be shown.</summary>
    public Money? Inflow => FlowSums.Of(flows, FundOrderSide.Subscription);

    /// <summary>What redemptions bring people, after fees; null when nothing can be shown.</summary>
    public Money? Outflow => FlowSums.Of(flows, FundOrderSide.Redemption);
}

internal static class FlowSums
{
    /// <summary>The sum of what moved in one direction; null when nothing did.</summary>
    public static Money? Of(IReadOnlyList<FundFlow> flows, FundOrderSide side) =>
        flows.Any(flow => flow.Side == side) ? Money.Fen(flows.Where(flow => flow.Side == side).Sum(flow => flow.Amount)) : null;
}
