using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Funds;

/// <summary>
/// Tells holders about their orders. Others learn that somebody invested only where that person lets them, and never how much.
/// </summary>
public sealed class FundAnnouncements :
    IAnnounce<FundOrderSettled>, IAnnounce<HoldingShown>, IAnnounce<FundOrderLapsed>, IAnnounce<StandingOrderPaused>
{
    private static readonly Dictionary<StandingOrderPause, string> Reasons = new()
    {
        [StandingOrderPause.Level] = "your real-name level is too low",
        [StandingOrderPause.Frozen] = "your account is frozen",
        [StandingOrderPause.AnswersRequired] = "answer the questionnaire about risk again",
        [StandingOrderPause.Unsuitable] = "the fund is riskier than you tolerate",
        [StandingOrderPause.NotForSale] = "the fund is not for sale",
        [StandingOrderPause.InsufficientFunds] = "your wallet has too little money",
        [StandingOrderPause.Limit] = "a spending limit is reached",
        [StandingOrderPause.OpenOrders] = "too many orders of the fund are open",
        [StandingOrderPause.NoValue] = "the fund has published no value for days",
        [StandingOrderPause.Restricted] = "your password was reset or your phone was changed shortly after your payment PIN was set",
    };

    public async ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FundOrderSettled fact, GraphDb db)
    {
        var order = fact.Order;
        var isSubscription = order.Side == FundOrderSide.Subscription;
        List<Announcement> all = [];
        if (isSubscription || order is { Speed: RedemptionSpeed.NextDay, PaidOut: > 0 })
        {
            var title = isSubscription ? "Your money is invested" : "Your money from a fund has arrived";
            all.Add(new Notice(NotificationKind.FundOrderSettled, order.UserId, order.UserId, title, order.Id, fact.At));
        }

        if (isSubscription && order.Visibility != Visibility.Parties)
        {
            // A later order may hide what this one shows. The line is written all the same, so that its owner can show it again.
            var visibility = await HoldingVisibility.OfLineAsync(db, order);
            all.Add(new FeedLine(ActivityKind.Invested, order.UserId, order.FundId, visibility, fact.At));
        }

        return all;
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(HoldingShown fact, GraphDb db) =>
        new([new LinesChanged(fact.Fund, IsWithdrawn: false, fact.At) { Actor = fact.Holder, Visibility = fact.Visibility }]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FundOrderLapsed fact, GraphDb db) => new(
    [
        new Notice(
            NotificationKind.FundOrderCancelled,
            fact.Order.UserId,
            fact.Order.UserId,
            "A fund published no value for five days; your money is back",
            fact.Order.Id,
            fact.At),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(StandingOrderPaused fact, GraphDb db)
    {
        var order = fact.Order;
        var what = order.Kind == StandingOrderKind.Plan ? "A monthly investment" : "Automatic investing";
        return new(
        [
            new Notice(
                NotificationKind.StandingOrderPaused,
                order.UserId,
                order.UserId,
                $"{what} is paused: {Reasons[fact.Reason]}",
                order.Id,
                fact.At),
        ]);
    }
}
