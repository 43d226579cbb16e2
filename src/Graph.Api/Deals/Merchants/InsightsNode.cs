using Graph.Api.Deals.Catalogue;
using Graph.Api.Server.Loading;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Merchants;

/// <summary>What a merchant's deals did over some days of Asia/Shanghai, counted as it happened.</summary>
public sealed class MerchantInsightsNode(Insights insights)
{
    /// <summary>How often deals were looked at (`recordDealViews`), not by the staff.</summary>
    public int Views => insights.Total.Views;

    /// <summary>Orders that were paid for good; those of a group once it was complete. One that is refunded later stays counted.</summary>
    public int Orders => insights.Total.Orders;

    /// <summary>Orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => insights.Total.Redeemed;

    /// <summary>What those brought the merchant: rewards for sharing are taken off.</summary>
    public Money Revenue => Money.Fen(insights.Total.Revenue);

    /// <summary>How much less than the list price those paid.</summary>
    public Money Discounts => Money.Fen(insights.Total.Discounts);

    /// <summary>Orders that came through a friend's share.</summary>
    public int ViaFriends => insights.Total.ViaFriends;

    /// <summary>Orders that came through a friend's share, of all; a fraction, rounded to four digits.</summary>
    public decimal ShareRate => Fraction(insights.Total.ViaFriends, insights.Total.Orders);

    /// <summary>Of all who had bought here by the last day: those who had bought twice by then. A fraction, rounded to four digits.</summary>
    public decimal RepeatRate => Fraction(insights.Repeaters, insights.Buyers);

    /// <summary>Deals with which something happened, those that brought most first.</summary>
    public IReadOnlyList<DealInsightsNode> ByDeal =>
        [.. insights.ByDeal.Select(deal => new DealInsightsNode(deal.Deal, deal.Counted))];

    /// <summary>Days on which something happened, the first one first.</summary>
    public IReadOnlyList<DayInsightsNode> ByDay =>
        [.. insights.ByDay.Select(day => new DayInsightsNode(day.Date, day.Counted))];

    private static decimal Fraction(int part, int whole) => whole == 0 ? 0 : Math.Round((decimal)part / whole, 4);
}

/// <summary>What one deal did.</summary>
public sealed class DealInsightsNode(DealId deal, Counted counted)
{
    /// <summary>Which deal.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(deal, found => found!);

    /// <summary>How often it was looked at.</summary>
    public int Views => counted.Views;

    /// <summary>Orders that were paid for good.</summary>
    public int Orders => counted.Orders;

    /// <summary>Orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => counted.Redeemed;

    /// <summary>What those brought the merchant.</summary>
    public Money Revenue => Money.Fen(counted.Revenue);

    /// <summary>Orders that came through a friend's share.</summary>
    public int ViaFriends => counted.ViaFriends;
}

/// <summary>What happened on one day.</summary>
public sealed class DayInsightsNode(DateOnly date, Counted counted)
{
    /// <summary>Which day, in Asia/Shanghai.</summary>
    public DateOnly Date => date;

    /// <summary>How often deals were looked at.</summary>
    public int Views => counted.Views;

    /// <summary>Orders that were paid for good.</summary>
    public int Orders => counted.Orders;

    /// <summary>Orders that were redeemed, or whose receipt was confirmed.</summary>
    public int Redeemed => counted.Redeemed;

    /// <summary>What those brought the merchant.</summary>
    public Money Revenue => Money.Fen(counted.Revenue);
}
