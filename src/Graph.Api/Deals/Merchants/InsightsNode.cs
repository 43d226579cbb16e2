using Graph.Api.Deals.Catalogue;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Merchants;

/// <summary>
/// Statistics of a merchant's deals over some days, in Asia/Shanghai. Each event counts on the day on which it
/// happened.
/// </summary>
public sealed class MerchantInsightsNode(Insights insights)
{
    private const int MaxDeals = 100;

    /// <summary>The number of views of deals (see `recordDealViews`). Views by the staff are not counted.</summary>
    public int Views => insights.Total.Views;

    /// <summary>
    /// The number of orders that became PAID. An order in a group counts when the group is complete. An order that is
    /// refunded later stays counted.
    /// </summary>
    public int Orders => insights.Total.Orders;

    /// <summary>The number of orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => insights.Total.Redeemed;

    /// <summary>The money that the orders in `redeemed` brought the merchant, after rewards for sharing.</summary>
    public Money Revenue => Money.Fen(insights.Total.Revenue);

    /// <summary>
    /// The discount on the orders in `redeemed`: the sum of list prices minus the sum of prices paid.
    /// </summary>
    public Money Discounts => Money.Fen(insights.Total.Discounts);

    /// <summary>The number of orders that came through a friend who shared the deal.</summary>
    public int ViaFriends => insights.Total.ViaFriends;

    /// <summary>`viaFriends` as a fraction of `orders`, 0 to 1, rounded to four digits after the point.</summary>
    public decimal ShareRate => Fraction(insights.Total.ViaFriends, insights.Total.Orders);

    /// <summary>
    /// The part of all buyers until the last day who had bought at least twice by then. A fraction, 0 to 1, rounded to
    /// four digits after the point.
    /// </summary>
    public decimal RepeatRate => Fraction(insights.Repeaters, insights.Buyers);

    /// <summary>
    /// The numbers by deal, for the 100 deals with the most revenue. The most comes first; deals without any event are left out.
    /// </summary>
    [AtMost(MaxDeals)]
    public IReadOnlyList<DealInsightsNode> ByDeal =>
        [.. insights.ByDeal.Take(MaxDeals).Select(deal => new DealInsightsNode(deal.Deal, deal.Counted))];

    /// <summary>The numbers by day, the earliest day first. Days without any event are left out.</summary>
    public IReadOnlyList<DayInsightsNode> ByDay =>
        [.. insights.ByDay.Select(day => new DayInsightsNode(day.Date, day.Counted))];

    private static decimal Fraction(int part, int whole) => whole == 0 ? 0 : Math.Round((decimal)part / whole, 4);
}

/// <summary>Statistics of one deal.</summary>
public sealed class DealInsightsNode(DealId deal, Counted counted)
{
    /// <summary>The deal.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(deal, found => found!);

    /// <summary>The number of views of the deal. Views by the staff are not counted.</summary>
    public int Views => counted.Views;

    /// <summary>The number of orders that became PAID.</summary>
    public int Orders => counted.Orders;

    /// <summary>The number of orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => counted.Redeemed;

    /// <summary>The money that the orders in `redeemed` brought the merchant, after rewards for sharing.</summary>
    public Money Revenue => Money.Fen(counted.Revenue);

    /// <summary>The number of orders that came through a friend who shared the deal.</summary>
    public int ViaFriends => counted.ViaFriends;
}

/// <summary>Statistics of one day.</summary>
public sealed class DayInsightsNode(DateOnly date, Counted counted)
{
    /// <summary>The day, in Asia/Shanghai.</summary>
    public DateOnly Date => date;

    /// <summary>The number of views of deals. Views by the staff are not counted.</summary>
    public int Views => counted.Views;

    /// <summary>The number of orders that became PAID.</summary>
    public int Orders => counted.Orders;

    /// <summary>The number of orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => counted.Redeemed;

    /// <summary>The money that the orders in `redeemed` brought the merchant, after rewards for sharing.</summary>
    public Money Revenue => Money.Fen(counted.Revenue);
}
