using System.Numerics;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Prices each order anew: by the value of its day, with the fund's fees, and from the lots that the redemptions before it left.
/// Orders are read as one stream, holding by holding, in the order in which they were priced.
/// </summary>
public sealed class PricingRule : ILedgerRule
{
    /// <summary>Units times value, both in ten-thousandths, that make one fen.</summary>
    private const long Fen = 1_000_000;

    /// <summary>The whole of a fee.</summary>
    private const long Millionths = 1_000_000;

    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        foreach (var fund in await db.Set<Fund>().ToListAsync())
        {
            var fees = await db.Set<RedemptionFee>().Where(f => f.FundId == fund.Id).ToListAsync();

            // A lot is there from the day on which its order settled, and before the redemptions of that day are priced.
            var rows =
                from order in db.Set<FundOrder>()
                where order.FundId == fund.Id && (order.Status == FundOrderStatus.Priced || order.Status == FundOrderStatus.Settled)
                join one in db.Set<FundDay>() on new { order.FundId, Day = order.TradeOn } equals new { one.FundId, one.Day } into days
                from day in days.DefaultIfEmpty()
                join one in db.Set<UnitLot>() on order.Id equals one.OrderId into found
                from lot in found.DefaultIfEmpty()
                orderby order.HoldingId,
                    order.Side == FundOrderSide.Subscription ? order.SettlesOn : order.TradeOn,
                    order.Side,
                    order.Side == FundOrderSide.Subscription ? (DateTime?)null : order.OrderedAt,
                    order.Id
                select new Row(order, day, lot);
            HoldingId? current = null;
            var lots = new List<Replayed>();
            await foreach (var row in rows.AsAsyncEnumerable())
            {
                if (current != row.Order.HoldingId)
                {
                    foreach (var violation in lots.Where(lot => !lot.IsRight).Select(lot => lot.Violation))
                    {
                        yield return violation;
                    }

                    (current, lots) = (row.Order.HoldingId, []);
                }

                foreach (var violation in Check(row, fund, fees, lots))
                {
                    yield return violation;
                }
            }

            foreach (var violation in lots.Where(lot => !lot.IsRight).Select(lot => lot.Violation))
            {
                yield return violation;
            }
        }
    }

    private sealed record Row(FundOrder Order, FundDay? Day, UnitLot? Lot);

    /// <summary>A lot as its order says, with what redemptions took of it, and the row that the fund keeps of it.</summary>
    private sealed record Replayed(FundOrder Order, UnitLot? Kept)
    {
        public long Taken { get; set; }

        public bool IsRight => Kept is not null && Kept.HoldingId == Order.HoldingId && Kept.Since == Order.SettlesOn
            && Kept.Units == Order.Units && Kept.Taken == Taken;

        public Violation Violation => new(
            "a lot is what its order bought, less what was redeemed",
            $"lot of order {Order.Id.Value}",
            $"{Kept?.Taken} of {Kept?.Units} taken since {Kept?.Since:O}, expected {Taken} of {Order.Units} since {Order.SettlesOn:O}");
    }

    private static IEnumerable<Violation> Check(Row row, Fund fund, List<RedemptionFee> fees, List<Replayed> lots)
    {
        var order = row.Order;
        var value = order.Speed == RedemptionSpeed.Instant ? FundMath.OneYuan
            : row.Day?.Status is FundDayStatus.Started or FundDayStatus.Closed ? row.Day.Value
            : (long?)null;
        if (order.Value != value)
        {
            yield return new Violation("an order takes the value of its day", $"fund order {order.Id.Value}", $"{order.Value}, not {value}");
        }

        BigInteger? units, gross, fee;
        if (order.Side == FundOrderSide.Subscription)
        {
            gross = new BigInteger(order.OrderedAmount!.Value) * Millionths / (Millionths + fund.SubscriptionFee);
            fee = order.OrderedAmount.Value - gross;
            units = gross * Fen / order.Value!.Value;
            if (order.Status == FundOrderStatus.Settled && !fund.IsMoneyMarket)
            {
                lots.Add(new Replayed(order, row.Lot));
            }
        }
        else
        {
            units = order.OrderedUnits!.Value;
            gross = units * order.Value!.Value / Fen;
            fee = fund.IsMoneyMarket ? BigInteger.Zero : FeeOf(order, fees, lots);
            fee = fee > gross ? gross : fee;
        }

        if (order.Units != units || order.Gross != gross || order.Fee != fee)
        {
            yield return new Violation(
                "units, amount and fee of an order follow from its value",
                $"fund order {order.Id.Value}",
                $"{order.Units} units, {order.Gross} and {order.Fee} fen, expected {units}, {gross} and {fee}");
        }
    }

    /// <summary>Takes the units from the lots, the oldest first. Returns null when there are not enough of them.</summary>
    private static BigInteger? FeeOf(FundOrder order, List<RedemptionFee> fees, List<Replayed> lots)
    {
        var (left, sum) = (order.OrderedUnits!.Value, BigInteger.Zero);
        foreach (var lot in lots.Where(lot => lot.Taken < lot.Order.Units))
        {
            var part = Math.Min(left, lot.Order.Units!.Value - lot.Taken);
            var days = order.TradeOn.DayNumber - lot.Order.SettlesOn.DayNumber;
            var fee = fees.Where(one => one.FromDay <= days).MaxBy(one => one.FromDay)?.Fee ?? 0;
            sum += new BigInteger(part) * order.Value!.Value * fee;
            lot.Taken += part;
            left -= part;
            if (left == 0)
            {
                break;
            }
        }

        // Half a fen is rounded up.
        var whole = new BigInteger(Fen) * Millionths;
        return left > 0 ? null : ((2 * sum) + whole) / (2 * whole);
    }
}
