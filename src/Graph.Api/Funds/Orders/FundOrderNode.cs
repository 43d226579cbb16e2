using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Holdings;
using Graph.Api.Ledger;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Orders;

/// <summary>An order of a fund. Only its owner sees it.</summary>
public sealed class FundOrderNode(FundOrder order) : INode, ITransactionSubject, INotificationSubject
{
    internal FundOrder Row => order;

    /// <summary>The opaque global ID. Only the owner can fetch the order by it.</summary>
    public ITypedId Id => order.Id;

    /// <summary>The fund.</summary>
    public Loading<FundNode> Fund(FundLoaders funds) => funds.Rows.Load(order.FundId, fund => new FundNode(fund!));

    /// <summary>What the owner of the order holds of the fund, after all orders. Only the owner sees it.</summary>
    public Loading<HoldingNode?> Holding(FundLoaders funds) => funds.Holdings.Load(order.HoldingId);

    /// <summary>Whether the order invests money or takes it out.</summary>
    public FundOrderSide Side => order.Side;

    /// <summary>When a redemption is paid; NEXT_DAY for a subscription.</summary>
    public RedemptionSpeed Speed => order.Speed;

    /// <summary>The amount that was ordered; null when units were.</summary>
    public Money? OrderedAmount => order.OrderedAmount is { } amount ? new Money(amount, Currency.Cny) : null;

    /// <summary>The units that were ordered, with four decimals; null for a subscription.</summary>
    public decimal? OrderedUnits => order.OrderedUnits is { } units ? FundMath.ToDecimal(units) : null;

    /// <summary>
    /// Whether the order redeems all units (`all: true`). Income that is credited later is then redeemed too: by this order until it is
    /// priced, and after that by an order of its own. An order that is worth less than ¥0.01 pays nothing.
    /// </summary>
    public bool TakesAll => order.TakesAll;

    /// <summary>The status of the order.</summary>
    public FundOrderStatus Status => order.Status;

    /// <summary>The units that are bought or redeemed, with four decimals; null until the order is priced.</summary>
    public decimal? Units => order.Units is { } units ? FundMath.ToDecimal(units) : null;

    /// <summary>What the units are worth: of a subscription after the fee, of a redemption before it. Null until priced.</summary>
    public Money? PricedAmount => order.Gross is { } gross ? new Money(gross, Currency.Cny) : null;

    /// <summary>The fee; null until the order is priced.</summary>
    public Money? Fee => order.Fee is { } fee ? new Money(fee, Currency.Cny) : null;

    /// <summary>The value of a unit by which the order was priced, in yuan; null until then.</summary>
    public decimal? NetAssetValue => order.Value is { } value ? FundMath.ToDecimal(value) : null;

    /// <summary>The kind of the standing order that placed the order by itself; null when the viewer did.</summary>
    public StandingOrderKind? StandingOrderKind => order.Standing;

    /// <summary>
    /// The payment for which units were redeemed first, because the wallet had too little (`setRedeemFirst`); null for any other
    /// order.
    /// </summary>
    public Loading<TransactionNode?> RedeemedFor(TransactionLoaders transactions) =>
        order is { Side: FundOrderSide.Redemption, PaymentId: { } payment } ? transactions.ById.Load(payment) : new Loaded<TransactionNode?>((TransactionNode?)null);

    /// <summary>The time of the order, in UTC.</summary>
    public DateTime OrderedAt => order.OrderedAt;

    /// <summary>The exchange day whose value the order takes, in Asia/Shanghai.</summary>
    public DateOnly TradesOn => order.TradeOn;

    /// <summary>The day by whose value the order was priced, in Asia/Shanghai; null until then.</summary>
    public DateOnly? PricedOn => order.Value is null ? null : order.TradeOn;

    /// <summary>The exchange day on which the order settles, in Asia/Shanghai; null when it was cancelled.</summary>
    public DateOnly? SettlesOn => order.Status == FundOrderStatus.Cancelled ? null : order.SettlesOn;

    /// <summary>The time at which units and money changed hands, in UTC; null until then.</summary>
    public DateTime? SettledAt => order.SettledAt;

    /// <summary>
    /// Whether `cancelFundOrder` would succeed now: until the cut-off at 15:00 of `tradesOn`, and while the value of that day is
    /// late.
    /// </summary>
    public Loading<bool> ViewerCanCancel(FundLoaders funds, ExchangeCalendar calendar, TimeProvider clock)
    {
        var now = clock.UtcNow();
        return order.MayBeCancelledAt(now, calendar)
            ? funds.Rows.Load(order.FundId, fund => order.CanBeCancelledAt(now, calendar, fund!.PublishedOn))
            : new Loaded<bool>(false);
    }
}
