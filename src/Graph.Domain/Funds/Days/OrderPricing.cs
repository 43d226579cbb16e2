using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>
/// Prices the orders of a day by its value. Redemptions take the units that were bought first, because the fee depends on how
/// long they were held.
/// </summary>
public sealed class OrderPricing(FundSettings settings)
{
    /// <summary>Prices some orders. Returns false when none is left.</summary>
    public async Task<bool> PriceAsync(GraphDb db, FundDayId id)
    {
        var (fundId, on) = await db.Set<FundDay>().Where(d => d.Id == id).Select(d => new ValueTuple<FundId, DateOnly>(d.FundId, d.Day)).SingleAsync();
        var rows = db.Set<FundOrder>()
            .Where(o => o.FundId == fundId && o.TradeOn == on && o.Status == FundOrderStatus.Ordered)
            .OrderBy(o => o.OrderedAt)
            .ThenBy(o => o.Id);
        var ids = await rows.Select(o => o.Id).Take(settings.OrdersAtOnce).ToListAsync();
        if (ids.Count == 0)
        {
            return false;
        }

        // An order that is being cancelled is locked. This waits, and then finds it cancelled. Orders come before days in the order of locks.
        await db.LockAsync(db.Set<FundOrder>().Where(o => ids.Contains(o.Id)));
        if (await DayClosing.LockAsync(db, id) is not { } day)
        {
            return false;
        }

        var orders = await rows.Where(o => ids.Contains(o.Id)).ToListAsync();
        var fund = await db.Set<Fund>().SingleAsync(f => f.Id == day.FundId);
        var fees = await db.Set<RedemptionFee>().Where(f => f.FundId == fund.Id).ToListAsync();
        foreach (var order in orders)
        {
            var (units, gross, fee) = order.Side == FundOrderSide.Subscription
                ? Bought(fund, day, order)
                : await RedeemedAsync(db, fund, fees, day, order);
            var due = BusinessCalendar.StartOf(order.SettlesOn);
            await db.Set<FundOrder>().Where(o => o.Id == order.Id).MustTransitionAsync(
                o => o.Status, from: FundOrderStatus.Ordered, to: FundOrderStatus.Priced, set => set
                    .SetProperty(o => o.Units, units)
                    .SetProperty(o => o.Gross, gross)
                    .SetProperty(o => o.Fee, fee)
                    .SetProperty(o => o.Value, day.Value)
                    .SetProperty(o => o.DueAt, due));
        }

        return true;
    }

    private static (long Units, long Gross, long Fee) Bought(Fund fund, FundDay day, FundOrder order)
    {
        var amount = order.OrderedAmount!.Value;
        var net = FundMath.NetOf(amount, fund.SubscriptionFee);
        return (FundMath.UnitsFor(net, day.Value), net, amount - net);
    }

    private static async Task<(long Units, long Gross, long Fee)> RedeemedAsync(
        GraphDb db, Fund fund, List<RedemptionFee> fees, FundDay day, FundOrder order)
    {
        var units = order.OrderedUnits!.Value;
        var gross = FundMath.WorthOf(units, day.Value);
        if (fund.IsMoneyMarket)
        {
            return (units, gross, 0);
        }

        var parts = new List<(long Units, long Fee)>();
        var lots = await db.Set<UnitLot>()
            .Where(l => l.HoldingId == order.HoldingId && l.Taken < l.Units)
            .OrderBy(l => l.Since)
            .ThenBy(l => l.OrderId)
            .ToListAsync();
        var left = units;
        foreach (var lot in lots.TakeWhile(_ => left > 0))
        {
            var part = Math.Min(left, lot.Units - lot.Taken);
            left -= part;
            parts.Add((part, RedemptionFee.Of(fees, day.Day.DayNumber - lot.Since.DayNumber)));
            await db.Set<UnitLot>().Where(l => l.OrderId == lot.OrderId).ExecuteUpdateAsync(set => set.SetProperty(l => l.Taken, l => l.Taken + part));
        }

        return left == 0
            ? (units, gross, Math.Min(gross, FundMath.FeeOf(parts, day.Value)))
            : throw new InvalidOperationException($"Order {order.Id.Value} redeems {left} units that nobody bought.");
    }
}
