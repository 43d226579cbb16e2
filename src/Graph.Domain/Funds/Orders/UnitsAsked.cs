using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>Units that an owner takes out of a fund.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Owner">The owner of the units.</param>
/// <param name="Holding">The owner's holding of the fund.</param>
/// <param name="Units">How many units, in 1/10,000.</param>
internal sealed record UnitsAsked(Fund Fund, UserId Owner, HoldingId Holding, long Units)
{
    /// <summary>The amount that was asked for, in fen; null when units were.</summary>
    public long? Amount { get; init; }

    /// <summary>Whether the owner wants to keep nothing.</summary>
    public bool AreAll { get; init; }

    /// <summary>Returns the order of units that are paid at once. A unit of a money-market fund is always worth one yuan.</summary>
    public FundOrder PaidAtOnce(DateOnly today, TimeProvider clock) => New(RedemptionSpeed.Instant, today, today, clock);

    /// <summary>Returns the order of units that wait for the value of a day.</summary>
    public FundOrder WaitingFor(DateOnly tradeOn, DateOnly settlesOn, TimeProvider clock) =>
        New(RedemptionSpeed.NextDay, tradeOn, settlesOn, clock);

    /// <summary>Returns the refusal of units that the owner does not have.</summary>
    public async Task<DomainException> InsufficientAsync(GraphDb db)
    {
        var free = await UnitLedger.Of(db, Fund.Id, Owner).Select(h => h.Units - h.Locked).SingleAsync();
        return new DomainException(new InsufficientUnitsError(FundMath.ToDecimal(free), FundMath.ToDecimal(Units)));
    }

    private FundOrder New(RedemptionSpeed speed, DateOnly tradeOn, DateOnly settlesOn, TimeProvider clock)
    {
        var (id, now) = (clock.NewGuid(), clock.UtcNow());
        var isOver = speed == RedemptionSpeed.Instant;
        return new FundOrder
        {
            Id = new FundOrderId(id),
            FundId = Fund.Id,
            UserId = Owner,
            HoldingId = Holding,
            Side = FundOrderSide.Redemption,
            Speed = speed,
            OrderedAmount = Amount,
            OrderedUnits = Units,
            TakesAll = AreAll,
            Status = isOver ? FundOrderStatus.Settled : FundOrderStatus.Ordered,
            TradeOn = tradeOn,
            SettlesOn = settlesOn,
            Units = isOver ? Units : null,
            Gross = isOver ? FundMath.WorthOf(Units, FundMath.OneYuan) : null,
            Fee = isOver ? 0 : null,
            Value = isOver ? FundMath.OneYuan : null,
            Visibility = Visibility.Parties,
            OrderedAt = now,
            SettledAt = isOver ? now : null,
            Tiebreak = id.RandomPart(),
        };
    }
}
