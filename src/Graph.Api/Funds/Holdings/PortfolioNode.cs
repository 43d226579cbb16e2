using Graph.Api.Funds.Catalogue;
using Graph.Api.Server.Documents;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds.Holdings;

/// <summary>All that the viewer holds of funds.</summary>
public sealed class PortfolioNode(UserId viewer, IReadOnlyCollection<HoldingFigures> holdings)
{
    /// <summary>What all holdings are worth.</summary>
    public Money Value => Money.Fen(holdings.Sum(one => one.Value));

    /// <summary>What was earned with all funds since the first subscription; negative for a loss.</summary>
    public Money Gain => Money.Fen(holdings.Sum(one => one.Gain));

    /// <summary>What was earned on the last closed day of each fund; negative for a loss.</summary>
    public Money YesterdayGain => Money.Fen(holdings.Sum(one => one.YesterdayGain));

    /// <summary>Value and gain by kind of fund, for the kinds in which the viewer has invested.</summary>
    public IReadOnlyList<PortfolioPartNode> ByKind =>
    [
        .. holdings.GroupBy(one => one.Kind).OrderBy(group => group.Key).Select(group =>
            new PortfolioPartNode(group.Key, group.Sum(one => one.Value), group.Sum(one => one.Gain))),
    ];

    /// <summary>Value and gain at the end of each day, the earliest first. A day that is not closed has the value of the last one.</summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, which is included. A history covers at most 366 days; days after today are left out.</param>
    [AtMost(FundNode.MaxDays, Days = true)]
    public async Task<IReadOnlyList<PortfolioDayNode>> History(
        GraphDb db, TimeProvider clock, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        FundNode.RequireSpan(from, to);
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        return from > today ? [] : await PortfolioHistory.ReadAsync(db, viewer, from, to < today ? to : today, cancellationToken);
    }
}

/// <summary>The funds of one kind in a portfolio.</summary>
public sealed class PortfolioPartNode(FundKind kind, long value, long gain)
{
    /// <summary>The kind of fund.</summary>
    public FundKind Kind => kind;

    /// <summary>What the units are worth.</summary>
    public Money Value => Money.Fen(value);

    /// <summary>What was earned since the first subscription; negative for a loss.</summary>
    public Money Gain => Money.Fen(gain);
}

/// <summary>A portfolio at the end of a day.</summary>
public sealed class PortfolioDayNode(DateOnly date, long value, long gain)
{
    /// <summary>The day, in Asia/Shanghai.</summary>
    public DateOnly Date => date;

    /// <summary>What all units were worth.</summary>
    public Money Value => Money.Fen(value);

    /// <summary>What had been earned since the first subscription; negative for a loss.</summary>
    public Money Gain => Money.Fen(gain);
}

/// <summary>Computes what a portfolio was worth on past days, from the postings of units and the values of those days.</summary>
internal static class PortfolioHistory
{
    public static async Task<IReadOnlyList<PortfolioDayNode>> ReadAsync(
        GraphDb db, UserId viewer, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var mine = db.Set<Holding>().Where(h => h.UserId == viewer);
        var came = mine.Join(db.Set<UnitPosting>(), h => h.Id, p => p.ToId, (h, p) => new { h.FundId, On = p.IncomeOf ?? p.EffectiveOn, p.Units, p.OrderId });
        var left = mine.Join(db.Set<UnitPosting>(), h => h.Id, p => p.FromId, (h, p) => new { h.FundId, On = p.EffectiveOn, Units = -p.Units, p.OrderId });

        // Units of an order change hands on the day of its money. Those that are paid at once may count for the income of that day
        // all the same, and are then effective only on the next.
        var moved =
            from posting in came.Concat(left)
            join order in db.Set<FundOrder>() on posting.OrderId equals (FundOrderId?)order.Id into orders
            from order in orders.DefaultIfEmpty()
            select new { posting.FundId, On = order == null ? posting.On : order.SettlesOn, posting.Units };
        // What came before the first day is added up by the database: an income for each day of some years is not read.
        var dayBefore = from == DateOnly.MinValue ? from : from.AddDays(-1);
        var units = await moved
            .Where(p => p.On <= to)
            .GroupBy(p => new { p.FundId, On = p.On < from ? dayBefore : p.On })
            .Select(group => new { group.Key.FundId, group.Key.On, Units = group.Sum(p => p.Units) })
            .ToListAsync(cancellationToken);
        var funds = units.Select(p => p.FundId).Distinct().ToList();

        var before = await db.Set<Fund>()
            .Where(f => funds.Contains(f.Id))
            .Select(f => new
            {
                f.Id,
                Value = db.Set<FundDay>()
                    .Where(d => d.FundId == f.Id && d.Status == FundDayStatus.Closed && d.Day < from)
                    .OrderByDescending(d => d.Day)
                    .Select(d => (long?)d.Value)
                    .FirstOrDefault(),
            })
            .ToDictionaryAsync(f => f.Id, f => f.Value ?? FundMath.OneYuan, cancellationToken);
        var values = await db.Set<FundDay>()
            .Where(d => funds.Contains(d.FundId) && d.Status == FundDayStatus.Closed && d.Day >= from && d.Day <= to)
            .OrderBy(d => d.Day)
            .Select(d => new { d.FundId, d.Day, d.Value })
            .ToListAsync(cancellationToken);
        var paid = await db.Set<FundOrder>()
            .Where(o => o.UserId == viewer && o.Status == FundOrderStatus.Settled && o.SettlesOn <= to)
            .Select(o => new
            {
                On = o.SettlesOn < from ? dayBefore : o.SettlesOn,
                Paid = o.Side == FundOrderSide.Subscription ? o.OrderedAmount!.Value : o.Fee!.Value - o.Gross!.Value,
            })
            .GroupBy(o => o.On)
            .Select(group => new { On = group.Key, Paid = group.Sum(o => o.Paid) })
            .ToListAsync(cancellationToken);
        var (held, valued) = (units.ToLookup(p => p.FundId), values.ToLookup(d => d.FundId));
        return
        [
            .. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day =>
            {
                var worth = funds.Sum(fund => FundMath.WorthOf(
                    held[fund].Where(p => p.On <= day).Sum(p => p.Units),
                    valued[fund].LastOrDefault(d => d.Day <= day)?.Value ?? before[fund]));
                return new PortfolioDayNode(day, worth, worth - paid.Where(o => o.On <= day).Sum(o => o.Paid));
            }),
        ];
    }
}
