using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Feed;

/// <summary>What is told to whom when something happened: the one place that knows.</summary>
public sealed class Announcements(TimeProvider clock) : IReaction
{
    public void React(IDomainEvent fact, GraphDb db)
    {
        foreach (var line in LinesOf(fact))
        {
            db.Set<FeedEvent>().Add(line);
            db.Touch(line is Notification notification ? Topic.Of(notification.RecipientId) : Topic.Feed);
        }
    }

    private IEnumerable<FeedEvent> LinesOf(IDomainEvent fact) => fact switch
    {
        TransactionPosted { Transaction: { Kind: TransactionKind.TopUp, PayeeId: { } owner } topUp, At: var at } =>
            [Tell(owner, owner, "Your wallet was topped up", SubjectKind.Transaction, topUp.Id, at)],
        TransactionPosted { Transaction: { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal, At: var at } =>
            [Tell(owner, owner, "Your withdrawal is on its way to your card", SubjectKind.Transaction, withdrawal.Id, at)],
        TransactionPosted { Transaction: { Kind: TransactionKind.SettlementWithdrawal } settlement, At: var at } =>
            [Tell(settlement.ActorId, settlement.ActorId, "A settlement is on its way to your card", SubjectKind.Transaction, settlement.Id, at)],
        TransactionEnded { Transaction: { Kind: TransactionKind.SettlementWithdrawal } settlement, At: var at } =>
            [Tell(settlement.ActorId, settlement.ActorId, "The bank declined a settlement; the money is back", SubjectKind.Transaction, settlement.Id, at)],
        TransactionPosted { Transaction: { Kind: TransactionKind.ShareReward, PayeeId: { } sharer } reward, At: var at } =>
            [Tell(sharer, sharer, "You earned a reward for sharing a deal", SubjectKind.Transaction, reward.Id, at)],
        TransactionPosted { Transaction: { Kind: TransactionKind.Reversal, PayerId: { } from, PayeeId: { } to } reversal, At: var at } =>
        [
            Tell(from, to, "A payment that you received was reversed", SubjectKind.Transaction, reversal.Id, at),
            Tell(to, from, "A payment that you made was reversed", SubjectKind.Transaction, reversal.Id, at),
        ],
        TransactionPosted { Transaction: { PayerId: { } payer, PayeeId: { } payee } paid, At: var at } =>
        [
            Tell(payee, payer, "You received money", SubjectKind.Transaction, paid.Id, at),
            Show(ActivityKind.Paid, payer, payee, SubjectKind.Transaction, paid.Id, paid.Visibility, at),
        ],
        TransactionEnded { Transaction: { Kind: TransactionKind.TopUp, PayeeId: { } owner } topUp, At: var at } =>
            [Tell(owner, owner, "The bank declined your top-up", SubjectKind.Transaction, topUp.Id, at)],
        TransactionEnded { Transaction: { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal, At: var at } =>
            [Tell(owner, owner, "The bank declined your withdrawal; the money is back", SubjectKind.Transaction, withdrawal.Id, at)],
        TransactionHeld { Transaction: { PayerId: { } payer, PayeeId: { } payee, SettlesAt: not null } held, At: var at } =>
            [Tell(payee, payer, "Money is on its way to you", SubjectKind.Transaction, held.Id, at)],
        TransactionEnded { Transaction: { PayerId: { } payer, PayeeId: { } payee, SettlesAt: not null } ended, At: var at } =>
            [Tell(payee, payer, "The sender took the money back", SubjectKind.Transaction, ended.Id, at)],
        PaymentRequested { Request: var request, At: var at } =>
            [Tell(request.FromId, request.ToId, "Somebody asks you for money", SubjectKind.PaymentRequest, request.Id, at)],
        PaymentRequestDeclined { Request: var request, At: var at } =>
            [Tell(request.ToId, request.FromId, "Your payment request was declined", SubjectKind.PaymentRequest, request.Id, at)],
        BillWasSplit { Bill: var bill, Others: var others, At: var at } =>
            others.Select(other => Tell(other, bill.PayerId, "Somebody shared a bill with you", SubjectKind.Bill, bill.Id, at)),
        FriendRequestSent { Request: var request } =>
            [Tell(request.ToId, request.FromId, "Somebody wants to be your friend", SubjectKind.FriendRequest, request.Id, request.SentAt)],
        FriendshipBegan { By: var by, With: var with, Request: var request, At: var at } =>
        [
            Tell(with, by, "You have a new friend", SubjectKind.FriendRequest, request, at),
            Show(ActivityKind.BecameFriends, by, with, SubjectKind.User, with, Visibility.Friends, at),
            // The same seen from the other side, for the one who was first; third persons have seen it above.
            Show(ActivityKind.BecameFriends, with, by, SubjectKind.User, by, Visibility.Parties, at),
        ],
        EvidenceDecided { Evidence: var evidence } =>
            [Tell(evidence.UserId, evidence.UserId, TitleOf(evidence), SubjectKind.Evidence, evidence.Id, evidence.DecidedAt!.Value)],
        DealPublished or DealShared or OrderPaid or OrderChanged or GroupCompleted => LinesOfDeals(fact),
        LevelChanged { From: var from, To: var to, User: var user, At: var at } when to > from =>
            [Show(ActivityKind.LevelReached, user, null, SubjectKind.User, user, Visibility.Friends, at)],
        _ => [],
    };

    private IEnumerable<FeedEvent> LinesOfDeals(IDomainEvent fact) => fact switch
    {
        DealPublished { Deal: var deal, By: var by, At: var at } =>
        [
            Show(ActivityKind.DealPublished, by, null, SubjectKind.Deal, deal.Id, Visibility.Public, at, deal.MerchantId),
        ],
        DealShared { Deal: var deal, By: var by, With: var friends, Message: var message, At: var at } =>
            friends.Select(friend => Tell(
                friend,
                by,
                "A friend shared a deal with you" + (message is null ? "" : $": {message}"),
                SubjectKind.Deal,
                deal,
                at)),
        OrderPaid { Order: var order, Owner: var owner, At: var at } =>
        [
            Tell(owner, order.BuyerId, "Somebody bought your deal", SubjectKind.Order, order.Id, at),
            Show(ActivityKind.BoughtDeal, order.BuyerId, null, SubjectKind.Deal, order.DealId, order.Visibility, at),
        ],
        GroupCompleted { Group: var group, Orders: var orders, At: var at } =>
        [
            .. orders.Select(order => (FeedEvent)Tell(
                order.BuyerId, group.InitiatorId, "Your group is complete", SubjectKind.GroupBuy, group.Id, at)),
            Show(
                ActivityKind.GroupCompleted,
                group.InitiatorId,
                null,
                SubjectKind.GroupBuy,
                group.Id,
                orders.Where(order => order.BuyerId == group.InitiatorId)
                    .Select(order => order.Visibility).FirstOrDefault(Visibility.Parties),
                at),
        ],
        OrderChanged { Status: OrderStatus.RefundRequested, Order: var order, Owner: var owner, At: var at } =>
            [Tell(owner, order.BuyerId, "A buyer asks for the money back", SubjectKind.Order, order.Id, at)],
        OrderChanged { Order: var order, Status: var status, Owner: var owner, At: var at } =>
            [Tell(order.BuyerId, owner, TitleOf(status), SubjectKind.Order, order.Id, at)],
        _ => [],
    };

    private static string TitleOf(OrderStatus status) => status switch
    {
        OrderStatus.Redeemed => "Your voucher was redeemed",
        OrderStatus.Completed => "Your order is complete",
        OrderStatus.Refunded => "You got your money back",
        OrderStatus.Expired => "Time ran out; you got your money back",
        _ => "The merchant answered: no refund",
    };

    private static string TitleOf(Evidence evidence) => evidence.Status switch
    {
        EvidenceStatus.Accepted => "Your evidence was accepted",
        EvidenceStatus.Expired => "Your evidence is too old; submit it again",
        EvidenceStatus.Revoked => "Your evidence was withdrawn",
        _ => "Your evidence was not accepted",
    };

    private Notification Tell(
        UserId recipient, UserId actor, string title, SubjectKind kind, ITypedId subject, DateTime at) => new()
        {
            NotificationId = new NotificationId(clock.NewGuid()),
            RecipientId = recipient,
            ActorId = actor,
            Title = title,
            SubjectKind = kind,
            SubjectId = subject.Value,
            At = at,
        };

    private Activity Show(
        ActivityKind activity,
        UserId actor,
        UserId? other,
        SubjectKind kind,
        ITypedId subject,
        Visibility visibility,
        DateTime at,
        MerchantId? merchant = null) =>
        new()
        {
            ActivityId = new ActivityId(clock.NewGuid()),
            Kind = activity,
            ActorId = actor,
            OtherId = other,
            SubjectKind = kind,
            SubjectId = subject.Value,
            Visibility = visibility,
            MerchantId = merchant,
            At = at,
        };
}
