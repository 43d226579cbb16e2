using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Funds.Orders;

public readonly record struct FundOrderId(Guid Value) : ITypedId<FundOrderId>
{
    public static FundOrderId From(Guid value) => new(value);
}

/// <summary>Into a fund, or out of it.</summary>
public enum FundOrderSide
{
    /// <summary>Money buys units.</summary>
    Subscription = 0,

    /// <summary>Units become money.</summary>
    Redemption = 1,
}

/// <summary>When a redemption is paid.</summary>
public enum RedemptionSpeed
{
    /// <summary>
    /// At once, from what a bank advances: only money-market funds, and at most ¥10,000 a person, fund and day. The units earn
    /// nothing on that day, unless its income was credited before.
    /// </summary>
    Instant = 0,

    /// <summary>On the exchange day after the day whose value the order takes.</summary>
    NextDay = 1,
}

/// <summary>The status of an order of a fund.</summary>
public enum FundOrderStatus
{
    /// <summary>It waits for the value of its day.</summary>
    Ordered = 0,

    /// <summary>Its units and its amount are fixed. It settles on the next exchange day.</summary>
    Priced = 1,

    /// <summary>Units and money have changed hands.</summary>
    Settled = 2,

    /// <summary>It was cancelled; the money, or the units, are free again.</summary>
    Cancelled = 3,
}

/// <summary>An order of a fund. It takes the value of its trade day and settles on the exchange day after it.</summary>
public sealed class FundOrder
{
    /// <summary>A subscription whose day has no value after this many exchange days cancels itself.</summary>
    public const int MaxDaysLate = 5;

    /// <summary>The most open orders that a person has of a fund.</summary>
    public const int MaxOpen = 100;

    /// <summary>The most that a person gets out of a fund at once on a day: ¥10,000 (CSRC and PBoC, June 2018).</summary>
    public const long InstantLimit = 1_000_000;

    public required FundOrderId Id { get; init; }

    public required FundId FundId { get; init; }

    public required UserId UserId { get; init; }

    public required HoldingId HoldingId { get; init; }

    public required FundOrderSide Side { get; init; }

    public required RedemptionSpeed Speed { get; init; }

    /// <summary>The amount that was ordered, in fen; null when units were.</summary>
    public long? OrderedAmount { get; init; }

    /// <summary>The units that were ordered; null when an amount buys them. A redemption of an amount has both.</summary>
    public long? OrderedUnits { get; init; }

    /// <summary>
    /// Whether all units were asked for. Income that is credited later is then redeemed too, see <see cref="Days.LateIncome"/>.
    /// </summary>
    public bool TakesAll { get; init; }

    public required FundOrderStatus Status { get; init; }

    /// <summary>The exchange day whose value it takes.</summary>
    public required DateOnly TradeOn { get; init; }

    /// <summary>The exchange day on which it settles.</summary>
    public required DateOnly SettlesOn { get; init; }

    /// <summary>The units that are bought or redeemed; null until it is priced.</summary>
    public long? Units { get; init; }

    /// <summary>What the units are worth, in fen: of a subscription after the fee, of a redemption before it.</summary>
    public long? Gross { get; init; }

    public long? Fee { get; init; }

    /// <summary>The value of a unit by which it was priced.</summary>
    public long? Value { get; init; }

    /// <summary>
    /// The payment of a subscription, or the payment for which units were redeemed at once, because the wallet had too little.
    /// Null for any other redemption.
    /// </summary>
    public TransactionId? PaymentId { get; private set; }

    /// <summary>Says which payment the order is for.</summary>
    internal FundOrder For(Transaction payment)
    {
        PaymentId = payment.Id;
        return this;
    }

    /// <summary>
    /// Whether its owner can cancel it: until the cut-off of its day, and while the day is late. The button and `cancelFundOrder` both ask
    /// this.
    /// </summary>
    /// <param name="now">The time, in UTC.</param>
    /// <param name="calendar">The days of the exchange.</param>
    /// <param name="published">The latest day of the fund that has a value; null when none has.</param>
    public bool CanBeCancelledAt(DateTime now, ExchangeCalendar calendar, DateOnly? published) =>
        MayBeCancelledAt(now, calendar) && !HasValue(published);

    /// <summary>The same, as far as time and the order's own state say.</summary>
    public bool MayBeCancelledAt(DateTime now, ExchangeCalendar calendar) => Status == FundOrderStatus.Ordered
        && (now < ExchangeCalendar.CutOffOf(TradeOn) || now >= BusinessCalendar.StartOf(calendar.After(TradeOn)));

    /// <summary>
    /// Whether the value is known that the order takes. When its day became a holiday, that is the value of a later day, which takes the
    /// order over only when its pricing begins.
    /// </summary>
    /// <param name="published">The latest day of the fund that has a value; null when none has.</param>
    public bool HasValue(DateOnly? published) => published >= TradeOn;

    /// <summary>The kind of the standing order that placed it; null when a person did.</summary>
    public StandingOrderKind? Standing { get; init; }

    /// <summary>The night of that standing order, in Asia/Shanghai. A night subscribes once.</summary>
    public DateOnly? StandingOn { get; init; }

    /// <summary>
    /// The people who may see that the person invested, once the order is settled. While it is open, it can only hide. It says nothing
    /// when a standing order placed it.
    /// </summary>
    public required Visibility Visibility { get; init; }

    /// <summary>What the person tolerated when the fund was riskier, and a warning was acknowledged; null when it was not needed.</summary>
    public RiskTolerance? WarnedAt { get; init; }

    public required DateTime OrderedAt { get; init; }

    public DateTime? SettledAt { get; init; }

    public DateTime? CancelledAt { get; init; }

    /// <summary>When the next step happens by itself; null when it waits for a value, or is over.</summary>
    public DateTime? DueAt { get; init; }

    /// <summary>Breaks ties between orders of the same microsecond.</summary>
    public required long Tiebreak { get; init; }

    /// <summary>What the holder gets for a redemption, in fen.</summary>
    public long? PaidOut => Side == FundOrderSide.Redemption ? Gross - Fee : null;
}

/// <summary>The transactions of an order, for its history and for the checker.</summary>
public sealed class FundOrderTransaction
{
    public required TransactionId TransactionId { get; init; }

    public required FundOrderId OrderId { get; init; }
}

/// <summary>What a person redeemed instantly from a fund on a day, over all accounts.</summary>
public sealed class InstantUse
{
    public required PersonId PersonId { get; init; }

    public required FundId FundId { get; init; }

    public required DateOnly Day { get; init; }

    public long Used { get; private set; }
}
