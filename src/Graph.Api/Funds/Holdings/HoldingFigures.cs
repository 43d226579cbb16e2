using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds.Holdings;

/// <summary>What a holding is worth and has earned, in fen.</summary>
/// <param name="Value">What the units are worth on the last closed day.</param>
/// <param name="Gain">What was earned since the first subscription: the value and what was paid out, less what was paid in.</param>
/// <param name="YesterdayGain">What was earned on the last closed day.</param>
/// <param name="AnnualisedReturn">The rate for a year at which all of it was earned; null for the first 30 days.</param>
public sealed record HoldingFigures(FundKind Kind, long Value, long Gain, long YesterdayGain, decimal? AnnualisedReturn)
{
    public static HoldingFigures None { get; } = new(FundKind.MoneyMarket, 0, 0, 0, null);

    internal static async Task<IReadOnlyDictionary<HoldingId, HoldingFigures>> OfAsync(
        GraphDb db, IReadOnlyList<HoldingId> ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from holding in db.Set<Holding>()
            join fund in db.Set<Fund>() on holding.FundId equals fund.Id
            where ids.Contains(holding.Id)
            select new
            {
                Holding = holding,
                Fund = fund,
                Before = db.Set<FundDay>()
                    .Where(d => d.FundId == fund.Id && d.Day < fund.ClosedOn && d.Status == FundDayStatus.Closed)
                    .OrderByDescending(d => d.Day)
                    .Select(d => (long?)d.Value)
                    .FirstOrDefault(),
                Income = db.Set<UnitPosting>().Where(p => p.ToId == holding.Id && p.IncomeOf == fund.ClosedOn).Sum(p => p.Units),
                CameLater = db.Set<UnitPosting>().Where(p => p.ToId == holding.Id && p.EffectiveOn > fund.ClosedOn).Sum(p => p.Units),
                LeftLater = db.Set<UnitPosting>().Where(p => p.FromId == holding.Id && p.EffectiveOn > fund.ClosedOn).Sum(p => p.Units),
            }).ToListAsync(cancellationToken);
        // A wallet that pays from a fund redeems many times a day: what moved on one day is one flow.
        var orders = (await db.Set<FundOrder>()
            .Where(o => ids.Contains(o.HoldingId) && o.Status == FundOrderStatus.Settled)
            .Select(o => new
            {
                o.HoldingId,
                On = o.SettlesOn,
                Paid = o.Side == FundOrderSide.Subscription ? -o.OrderedAmount!.Value : o.Gross!.Value - o.Fee!.Value,
            })
            .GroupBy(o => new { o.HoldingId, o.On })
            .Select(day => new { day.Key.HoldingId, day.Key.On, Paid = day.Sum(o => o.Paid) })
            .ToListAsync(cancellationToken))
            .ToLookup(day => day.HoldingId, day => new CashFlow(day.On, day.Paid));
        return rows.ToDictionary(row => row.Holding.Id, row =>
        {
            var (holding, fund) = (row.Holding, row.Fund);
            var value = holding.WorthAt(fund.Value);
            var held = holding.Units - row.CameLater + row.LeftLater;
            var yesterday = fund.IsMoneyMarket
                ? FundMath.WorthOf(row.Income, FundMath.OneYuan)
                : row.Before is { } before ? FundMath.WorthOf(held, fund.Value) - FundMath.WorthOf(held, before) : 0;
            var flows = orders[holding.Id].ToList();
            if (value > 0 && fund.ClosedOn is { } closed)
            {
                // What settles on the next day is in the value already.
                flows.Add(new CashFlow(flows.Select(flow => flow.On).Append(closed).Max(), value));
            }

            return new HoldingFigures(fund.Kind, value, value + holding.PaidOut - holding.PaidIn, yesterday, Returns.Annual(flows));
        });
    }
}
