using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;

namespace Graph.Domain.Deals;

/// <summary>What live readers of deals can listen to.</summary>
public static class DealTopics
{
    internal const string DealKind = "deal";

    /// <summary>Returns the topic of a deal: it went on or off sale, or its stock changed.</summary>
    public static Topic Deal(DealId deal) => new(DealKind, deal.Value);

    /// <summary>Returns the topic of a group buy: a user joined it, or it ended.</summary>
    public static Topic Group(GroupBuyId group) => new("group", group.Value);
}
