using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>Checks the ledger of units, with nothing but its tables.</summary>
public sealed class UnitRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var sums = db.Set<Holding>().GroupBy(h => h.FundId).Select(g => new { Fund = g.Key, Sum = g.Sum(h => h.Units) }).Where(g => g.Sum != 0);
        await foreach (var sum in sums.AsAsyncEnumerable())
        {
            yield return new Violation("the units of holders are the units of the fund", $"fund {sum.Fund.Value}", $"they differ by {sum.Sum}");
        }

        // The sums are made once for all holdings. PostgreSQL would look through all postings for each holding instead, as long
        // as it does not know how many there are.
        var posted = db.Set<UnitPosting>().Select(p => new { Holding = p.ToId, p.Units })
            .Concat(db.Set<UnitPosting>().Select(p => new { Holding = p.FromId, Units = -p.Units }))
            .GroupBy(part => part.Holding)
            .Select(parts => new { Holding = parts.Key, Units = parts.Sum(part => part.Units) });
        var counted =
            from holding in db.Set<Holding>()
            join parts in posted on holding.Id equals parts.Holding into found
            from moved in found.DefaultIfEmpty()
            where holding.Units != ((long?)moved.Units ?? 0)
            select new { holding.Id, holding.Units, Posted = (long?)moved.Units ?? 0 };
        await foreach (var holding in counted.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a holding is the sum of its postings", $"holding {holding.Id.Value}", $"{holding.Units}, posted {holding.Posted}");
        }

        var locked = db.Set<Holding>()
            .Select(h => new
            {
                h.Id,
                h.Locked,
                Ordered = db.Set<FundOrder>()
                    .Where(o => o.HoldingId == h.Id && o.Side == FundOrderSide.Redemption
                        && (o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced))
                    .Sum(o => o.OrderedUnits!.Value),
            })
            .Where(h => h.Locked != h.Ordered);
        await foreach (var holding in locked.AsAsyncEnumerable())
        {
            yield return new Violation(
                "locked units are those of open redemptions", $"holding {holding.Id.Value}", $"{holding.Locked}, ordered {holding.Ordered}");
        }

        var lots =
            from holding in db.Set<Holding>()
            join fund in db.Set<Fund>() on holding.FundId equals fund.Id
            where fund.Kind != FundKind.MoneyMarket && holding.Kind == HoldingKind.Holder
            select new
            {
                holding.Id,
                holding.Units,
                Lots = db.Set<UnitLot>().Where(l => l.HoldingId == holding.Id).Sum(l => l.Units - l.Taken),
                Leaving = db.Set<FundOrder>()
                    .Where(o => o.HoldingId == holding.Id && o.Side == FundOrderSide.Redemption && o.Status == FundOrderStatus.Priced)
                    .Sum(o => o.Units!.Value),
            };
        await foreach (var holding in lots.Where(h => h.Units != h.Lots + h.Leaving).AsAsyncEnumerable())
        {
            yield return new Violation(
                "units come from lots", $"holding {holding.Id.Value}", $"{holding.Units}, in lots {holding.Lots}, leaving {holding.Leaving}");
        }

        var strays =
            from posting in db.Set<UnitPosting>()
            join giver in db.Set<Holding>() on posting.FromId equals giver.Id
            join taker in db.Set<Holding>() on posting.ToId equals taker.Id
            join order in db.Set<FundOrder>() on posting.OrderId equals order.Id into orders
            from order in orders.DefaultIfEmpty()
            where giver.FundId != posting.FundId || taker.FundId != posting.FundId
                || (posting.Kind == UnitPostingKind.Income && posting.EffectiveOn != posting.IncomeOf!.Value.AddDays(1))
                || ((posting.Kind == UnitPostingKind.Subscription || posting.Kind == UnitPostingKind.Redemption)
                    && posting.EffectiveOn != order.SettlesOn)
                || (posting.Kind == UnitPostingKind.Advance && posting.OrderId != null
                    && posting.EffectiveOn != order.TradeOn && posting.EffectiveOn != order.TradeOn.AddDays(1))
                || (posting.OrderId != null && (order.Units != posting.Units || order.Status != FundOrderStatus.Settled
                    || order.HoldingId != (posting.Kind == UnitPostingKind.Subscription ? posting.ToId : posting.FromId)))
            select posting.Id;
        await foreach (var id in strays.AsAsyncEnumerable())
        {
            yield return new Violation("units move within a fund, as their order says", $"unit posting {id.Value}", "another fund, holding, number or day");
        }

        var unposted = db.Set<FundOrder>()
            .Where(o => o.Status == FundOrderStatus.Settled && !db.Set<UnitPosting>().Any(p => p.OrderId == o.Id))
            .Select(o => o.Id);
        await foreach (var id in unposted.AsAsyncEnumerable())
        {
            yield return new Violation("a settled order has moved its units", $"fund order {id.Value}", "no posting");
        }
    }
}
