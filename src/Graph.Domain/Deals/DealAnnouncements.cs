using Graph.Domain.Deals.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Deals;

/// <summary>Tells buyers, merchants, friends and followers about deals and orders.</summary>
public sealed class DealAnnouncements :
    IAnnounce<DealPublished>,
    IAnnounce<DealShared>,
    IAnnounce<FollowingChanged>,
    IAnnounce<OrderPaid>,
    IAnnounce<OrderChanged>,
    IAnnounce<GroupCompleted>,
    IAnnounce<TransactionPosted>,
    IAnnounce<TransactionEnded>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(DealPublished fact, GraphDb db) => new(
    [
        new FeedLine(ActivityKind.DealPublished, fact.By, fact.Deal.Id, Visibility.Public, fact.At) { Source = fact.Deal.MerchantId },
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(DealShared fact, GraphDb db) => new(
    [
        .. fact.With.Select(friend =>
            new Notice(NotificationKind.DealShared, friend, fact.By, "A friend shared a deal with you", fact.Deal, fact.At)
            {
                Message = fact.Message,
            }),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FollowingChanged fact, GraphDb db) =>
        new([new CircleChanged(fact.User, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(OrderPaid fact, GraphDb db) => new(
    [
        new Notice(NotificationKind.DealSold, fact.Owner, fact.Order.BuyerId, "Somebody bought your deal", fact.Order.Id, fact.At),
        new FeedLine(ActivityKind.BoughtDeal, fact.Order.BuyerId, fact.Order.DealId, fact.Order.Visibility, fact.At),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(OrderChanged fact, GraphDb db) => new(
    [
        fact.Status == OrderStatus.RefundRequested
            ? new Notice(
                NotificationKind.RefundRequested, fact.Owner, fact.Order.BuyerId, "A buyer asks for the money back", fact.Order.Id, fact.At)
            {
                Message = fact.Message,
            }
            : new Notice(KindOf(fact.Status), fact.Order.BuyerId, fact.Owner, TitleOf(fact.Status), fact.Order.Id, fact.At)
            {
                Message = fact.Message,
                Source = fact.Order.MerchantId,
            },
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(GroupCompleted fact, GraphDb db)
    {
        var (group, initiator) = (fact.Group, fact.Group.InitiatorId);
        var visibility = fact.Orders
            .Where(order => order.BuyerId == initiator)
            .Select(order => order.Visibility)
            .FirstOrDefault(Visibility.Parties);
        return new(
        [
            // It names nobody: the members are strangers to each other, and each decides who sees the purchase.
            .. fact.Orders.Select(order => new Notice(
                NotificationKind.GroupCompleted, order.BuyerId, order.BuyerId, "Your group is complete", group.Id, fact.At)),
            new FeedLine(ActivityKind.GroupCompleted, initiator, group.Id, visibility, fact.At),
        ]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionPosted fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.ShareReward, PayeeId: { } sharer } reward =>
            new([new Notice(NotificationKind.RewardEarned, sharer, sharer, "You earned a reward for sharing a deal", reward.Id, fact.At)]),
        { Kind: TransactionKind.SettlementWithdrawal, ActorId: var owner } settlement =>
            new([new Notice(NotificationKind.SettlementPaid, owner, owner, "A settlement is on its way to your card", settlement.Id, fact.At)]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionEnded fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.SettlementWithdrawal, ActorId: var owner } settlement =>
            new([new Notice(NotificationKind.SettlementDeclined, owner, owner, "The bank declined a settlement; the money is back", settlement.Id, fact.At)]),
        _ => new([]),
    };

    private static NotificationKind KindOf(OrderStatus status) => status switch
    {
        OrderStatus.Redeemed => NotificationKind.VoucherRedeemed,
        OrderStatus.Completed => NotificationKind.OrderCompleted,
        OrderStatus.Refunded => NotificationKind.OrderRefunded,
        OrderStatus.Expired => NotificationKind.OrderExpired,
        _ => NotificationKind.RefundRefused,
    };

    private static string TitleOf(OrderStatus status) => status switch
    {
        OrderStatus.Redeemed => "Your voucher was redeemed",
        OrderStatus.Completed => "Your order is complete",
        OrderStatus.Refunded => "You got your money back",
        OrderStatus.Expired => "Time ran out; you got your money back",
        _ => "The merchant answered: no refund",
    };
}
