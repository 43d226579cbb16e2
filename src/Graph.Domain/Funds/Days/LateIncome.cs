using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>
/// Redeems income that was credited to holders after they had redeemed all units. An order that still waits for its value takes the
/// income along. When the order was priced before, an order of its own takes it on the next exchange day.
/// </summary>
public sealed class LateIncome(ExchangeCalendar calendar, FundSettings settings, TimeProvider clock)
{
    /// <summary>No two exchange days are as far apart.</summary>
    private const int LongestHoliday = 30;

    /// <summary>Redeems the income of some holders once the income of the day is credited. Returns false when none is left.</summary>
    public async Task<bool> RedeemAsync(GraphDb db, FundDayId id)
    {
        var day = await db.Set<FundDay>().SingleAsync(d => d.Id == id);
        if (day.Income is null)
        {
            return false;
        }

        var ids = await Leaving(db, day).OrderBy(o => o.Id).Select(o => o.Id).Take(settings.OrdersAtOnce).ToListAsync();
        if (ids.Count == 0)
        {
            return false;
        }

        await db.LockAsync(db.Set<FundOrder>().Where(o => ids.Contains(o.Id)));
        var (tradeOn, settlesOn) = await TradeDays.NextAsync(db, day.FundId, calendar, clock);
        var fund = await db.Set<Fund>().SingleAsync(f => f.Id == day.FundId);
        await db.LockAsync(db.Set<Holding>().Where(h => db.Set<FundOrder>().Any(o => o.HoldingId == h.Id && ids.Contains(o.Id))));
        foreach (var order in await Leaving(db, day).Where(o => ids.Contains(o.Id)).ToListAsync())
        {
            var units = await db.Set<Holding>().Where(h => h.Id == order.HoldingId).Select(h => h.Units - h.Locked).SingleAsync();
            await UnitLedger.LockAsync(db, order.HoldingId, units);
            if (order.Status == FundOrderStatus.Ordered)
            {
                await db.Set<FundOrder>()
                    .Where(o => o.Id == order.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(o => o.OrderedUnits, o => o.OrderedUnits + units));
            }
            else
            {
                var asked = new UnitsAsked(fund, order.UserId, order.HoldingId, units) { AreAll = true };
                db.Set<FundOrder>().Add(asked.WaitingFor(tradeOn, settlesOn, clock));
            }
        }

        return true;
    }

    /// <summary>
    /// Finds the last orders of holders who redeemed all, who have units again, and who bought none: the units are the income of the
    /// days until the order settled. Holders who ordered all anew, or who cancelled a redemption since, want to keep the units.
    /// </summary>
    private static IQueryable<FundOrder> Leaving(GraphDb db, FundDay day)
    {
        var (fund, closing, first) = (day.FundId, day.Day, day.Day.AddDays(-LongestHoliday));
        return db.Set<FundOrder>()
            .Where(o => o.FundId == fund && o.TradeOn >= first && o.TakesAll)
            .Where(o => (o.Status == FundOrderStatus.Ordered && o.TradeOn == closing)
                || ((o.Status == FundOrderStatus.Priced || o.Status == FundOrderStatus.Settled) && o.SettlesOn >= closing))
            .Where(o => db.Set<Holding>().Any(h => h.Id == o.HoldingId && h.Units > h.Locked))
            .Where(o => !db.Set<FundOrder>().Any(other =>
                other.HoldingId == o.HoldingId && other.Id != o.Id
                && ((other.TakesAll && other.OrderedAt > o.OrderedAt)
                    || (other.Side == FundOrderSide.Redemption && other.CancelledAt > o.OrderedAt)
                    || (other.Side == FundOrderSide.Subscription && other.Status != FundOrderStatus.Cancelled
                        && (other.OrderedAt > o.OrderedAt || other.SettledAt == null || other.SettledAt > o.OrderedAt)))));
    }
}
