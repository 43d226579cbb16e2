using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;

namespace Graph.Domain.Tests.Deals;

internal enum OrderAct
{
    Redeem,
    Confirm,
    AskBack,
    Refund,
    Keep,
}

/// <summary>An order as the model knows it.</summary>
internal sealed record ModelOrder(DealId Deal, int Buyer, int? Sharer, int Quantity, long Paid, long Reward, GroupBuyId? Group)
{
    public OrderStatus Status { get; set; }

    public DateTime? Due { get; set; }

    public DateTime Expires { get; set; }

    public bool WasAnswered { get; set; }

    public bool IsClosed => Status is OrderStatus.Redeemed or OrderStatus.Completed or OrderStatus.Refunded or OrderStatus.Expired;

    public bool IsKept => Status is not (OrderStatus.Refunded or OrderStatus.Expired);
}

/// <summary>The rules of orders again, as small as they can be said: in memory, one thing at a time.</summary>
internal sealed class OrderModel(int buyers)
{
    public Dictionary<DealId, Deal> Deals { get; } = [];

    public Dictionary<OrderId, ModelOrder> Orders { get; } = [];

    /// <summary>By how much each wallet changed, in fen.</summary>
    public long[] Wallets { get; } = new long[buyers];

    public long Settlement { get; private set; }

    private readonly Dictionary<GroupBuyId, (DealId Deal, DateTime Ends, bool IsComplete)> _groups = [];

    public IEnumerable<GroupBuyId> OpenGroups(DealId deal) => _groups.Where(g => g.Value.Deal == deal).Select(g => g.Key);

    public string? RefusalOf(Purchase purchase, int who, DateTime now)
    {
        var deal = Deals[purchase.Deal];
        var kept = Orders.Values.Where(o => o.Deal == purchase.Deal && o.IsKept).ToList();
        if (now >= deal.EndsAt)
        {
            return "DEAL_NOT_OPEN";
        }

        // A buyer who begins a group needs pieces for all its members.
        var needed = purchase.Quantity + (purchase.Group is { Join: null } ? (int)deal.GroupSize!.Value - 1 : 0);
        if (kept.Sum(o => o.Quantity) + needed > deal.Stock)
        {
            return "SOLD_OUT";
        }

        if (kept.Where(o => o.Buyer == who).Sum(o => o.Quantity) + purchase.Quantity > deal.PerUserLimit)
        {
            return "DEAL_LIMIT_REACHED";
        }

        if (purchase.Group?.Join is not { } join)
        {
            return null;
        }

        var group = _groups[join];
        var members = Orders.Values.Where(o => o.Group == join).ToList();
        return group.IsComplete || group.Ends <= now || members.Count >= deal.GroupSize ? "GROUP_CLOSED"
            : members.Any(o => o.Buyer == who) ? "ALREADY_IN_GROUP"
            : null;
    }

    public void Bought(Purchase purchase, int who, int? sharer, Order row, DateTime now)
    {
        var deal = Deals[purchase.Deal];
        var price = purchase.Group is null ? deal.Price : deal.GroupPrice!.Value;
        var order = new ModelOrder(
            purchase.Deal, who, sharer, purchase.Quantity, price * purchase.Quantity, sharer is null ? 0 : deal.ShareReward, row.GroupId);
        Orders.Add(row.Id, order);
        Wallets[who] -= order.Paid;
        if (row.GroupId is not { } group)
        {
            PaidForGood(order, deal, now);
            return;
        }

        if (_groups.TryAdd(group, (purchase.Deal, Earlier(now.AddHours(deal.GroupHours!.Value), deal.EndsAt), false)))
        {
            Assert.Null(purchase.Group!.Join);
        }

        var members = Orders.Values.Where(o => o.Group == group).ToList();
        order.Status = OrderStatus.WaitingForGroup;
        order.Due = _groups[group].Ends;
        if (members.Count == deal.GroupSize)
        {
            _groups[group] = _groups[group] with { IsComplete = true };
            members.ForEach(member => PaidForGood(member, deal, now));
        }
    }

    public string? RefusalOf(OrderAct act, OrderId id, DateTime now)
    {
        var order = Orders[id];
        var isPaid = order.Status == OrderStatus.Paid;
        return act switch
        {
            OrderAct.Redeem when !Deals[order.Deal].IsRedeemed => "INVALID_VOUCHER",
            OrderAct.Redeem => isPaid && order.Expires > now ? null : "ORDER_STATUS",
            OrderAct.Confirm when Deals[order.Deal].IsRedeemed => "VOUCHER_ORDER",
            OrderAct.Confirm => isPaid ? null : "ORDER_STATUS",
            OrderAct.AskBack when order.WasAnswered => "REFUND_ANSWERED",
            OrderAct.AskBack => isPaid && order.Due > now ? null : "ORDER_STATUS",
            OrderAct.Keep => order.Status == OrderStatus.RefundRequested && order.Due > now ? null : "ORDER_STATUS",
            _ => order.Status == OrderStatus.RefundRequested ? null : "ORDER_STATUS",
        };
    }

    public void Did(OrderAct act, OrderId id, DateTime now)
    {
        var order = Orders[id];
        switch (act)
        {
            case OrderAct.Redeem:
                Release(order, OrderStatus.Redeemed);
                break;
            case OrderAct.Confirm:
                Release(order, OrderStatus.Completed);
                break;
            case OrderAct.AskBack:
                (order.Status, order.Due) = (OrderStatus.RefundRequested, now.AddHours(48));
                break;
            case OrderAct.Keep:
                (order.Status, order.Due, order.WasAnswered) = (OrderStatus.Paid, order.Expires, true);
                break;
            default:
                order.WasAnswered = true;
                GiveBack(order, OrderStatus.Refunded);
                break;
        }
    }

    /// <summary>What happens when nobody does anything.</summary>
    public void Pass(DateTime now)
    {
        foreach (var order in Orders.Values.Where(o => o.Due <= now))
        {
            switch (order.Status)
            {
                case OrderStatus.RefundRequested:
                    order.WasAnswered = true;
                    GiveBack(order, OrderStatus.Refunded);
                    break;
                case OrderStatus.Paid when !Deals[order.Deal].IsRedeemed:
                    Release(order, OrderStatus.Completed);
                    break;
                default:
                    GiveBack(order, OrderStatus.Expired);
                    break;
            }
        }
    }

    private static void PaidForGood(ModelOrder order, Deal deal, DateTime now)
    {
        order.Status = OrderStatus.Paid;
        order.Expires = deal.IsRedeemed ? deal.EndsAt : now.AddDays(10);
        order.Due = order.Expires;
    }

    private void Release(ModelOrder order, OrderStatus status)
    {
        (order.Status, order.Due) = (status, null);
        Settlement += order.Paid - order.Reward;
        if (order.Sharer is { } sharer)
        {
            Wallets[sharer] += order.Reward;
        }
    }

    private void GiveBack(ModelOrder order, OrderStatus status)
    {
        (order.Status, order.Due) = (status, null);
        Wallets[order.Buyer] += order.Paid;
    }

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
