using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Checks what holdings say of money: what was paid in and out is the sum of their settled orders, and what the units have cost
/// follows from a replay of all their units.
/// </summary>
public sealed class HoldingRule : ILedgerRule
{
    private const string CostFollows = "the cost of a holding follows from what came and left";

    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var sums = db.Set<FundOrder>()
            .Where(o => o.Status == FundOrderStatus.Settled)
            .GroupBy(o => o.HoldingId)
            .Select(orders => new
            {
                Holding = orders.Key,
                In = orders.Sum(o => o.Side == FundOrderSide.Subscription ? o.OrderedAmount ?? 0 : 0),
                Out = orders.Sum(o => o.Side == FundOrderSide.Redemption ? (o.Gross ?? 0) - (o.Fee ?? 0) : 0),
            });
        var counted =
            from holding in db.Set<Holding>()
            join one in sums on holding.Id equals one.Holding into found
            from sum in found.DefaultIfEmpty()
            where holding.PaidIn != ((long?)sum.In ?? 0) || holding.PaidOut != ((long?)sum.Out ?? 0)
            select new { holding.Id, holding.PaidIn, holding.PaidOut, In = (long?)sum.In ?? 0, Out = (long?)sum.Out ?? 0 };
        await foreach (var row in counted.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a holding counts what was paid in and out",
                $"holding {row.Id.Value}",
                $"in {row.PaidIn}, out {row.PaidOut}, expected {row.In} and {row.Out}");
        }

        // Most holders never redeemed anything. They need no replay.
        var left = db.Set<UnitPosting>().Where(p => p.Kind == UnitPostingKind.Redemption || p.Kind == UnitPostingKind.Advance);
        var whole = db.Set<Holding>().Where(h => h.Cost != h.PaidIn && !left.Any(p => p.FromId == h.Id));
        await foreach (var holding in whole.AsAsyncEnumerable())
        {
            yield return new Violation(CostFollows, $"holding {holding.Id.Value}", $"{holding.Cost}, paid {holding.PaidIn}");
        }

        await foreach (var violation in ReplayAsync(db, left))
        {
            yield return violation;
        }
    }

    /// <summary>Postings are read as one stream, holding by holding, so memory holds those of one holder at a time.</summary>
    private static async IAsyncEnumerable<Violation> ReplayAsync(GraphDb db, IQueryable<UnitPosting> left)
    {
        var redeemers = db.Set<Holding>().Where(h => h.Kind == HoldingKind.Holder && left.Any(p => p.FromId == h.Id));
        var heads = redeemers.Select(h => new { h.Id, Cost = (long?)h.Cost, Units = 0L, Paid = (long?)null, At = (DateTime?)null });
        var came =
            from posting in db.Set<UnitPosting>()
            join holding in redeemers on posting.ToId equals holding.Id
            join one in db.Set<FundOrder>() on posting.OrderId equals one.Id into orders
            from order in orders.DefaultIfEmpty()
            select new { holding.Id, Cost = (long?)null, posting.Units, Paid = order.OrderedAmount, At = (DateTime?)posting.At };
        var gone =
            from posting in db.Set<UnitPosting>()
            join holding in redeemers on posting.FromId equals holding.Id
            select new { holding.Id, Cost = (long?)null, Units = -posting.Units, Paid = (long?)null, At = (DateTime?)posting.At };
        var (current, cost, moves) = ((HoldingId?)null, 0L, new List<CostReplay.Move>());
        await foreach (var row in heads.Concat(came).Concat(gone).OrderBy(row => row.Id).AsAsyncEnumerable())
        {
            if (current is { } before && before != row.Id)
            {
                if (Check(before, cost, moves) is { } violation)
                {
                    yield return violation;
                }

                moves.Clear();
            }

            current = row.Id;
            if (row.At is { } at)
            {
                moves.Add(new CostReplay.Move(at, row.Units, row.Paid ?? 0));
            }
            else
            {
                cost = row.Cost!.Value;
            }
        }

        if (current is { } last && Check(last, cost, moves) is { } wrong)
        {
            yield return wrong;
        }
    }

    private static Violation? Check(HoldingId holding, long cost, List<CostReplay.Move> moves)
    {
        var (least, most) = CostReplay.Of(moves);
        return cost >= least && cost <= most
            ? null
            : new Violation(CostFollows, $"holding {holding.Value}", least == most ? $"{cost}, not {least}" : $"{cost}, not from {least} to {most}");
    }
}
