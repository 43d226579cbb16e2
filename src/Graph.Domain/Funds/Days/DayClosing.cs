using System.Linq.Expressions;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>
/// Closes published days, one after the other: credits the income of the day, prices its orders, and brings the fund's money to
/// what its units are worth. Each step is a unit that looks at how far the day is, so that after a crash, or on two nodes, nothing
/// happens twice.
/// </summary>
public sealed class DayClosing(
    Units units,
    GeneralLedger money,
    FundSettlements settlements,
    OrderPricing pricing,
    IncomeCredit credit,
    LateIncome late,
    ExchangeCalendar calendar,
    FundSettings settings,
    TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Since, DateTime Longest, int Most), FundId> Due = new((db, of) => db.Set<FundDay>()
        .Where(d => d.Status != FundDayStatus.Closed)

        // Days close one after the other. A fund whose first open day waits for corrections is not due, and must not take the place of
        // one that is.
        .Where(d => !db.Set<FundDay>().Any(earlier => earlier.FundId == d.FundId && earlier.Status != FundDayStatus.Closed && earlier.Day < d.Day))
        .Where(MayStart(db, of.Since, of.Longest))
        .OrderBy(d => d.Day)
        .ThenBy(d => d.FundId)
        .Select(d => d.FundId)
        .Take(of.Most));

    public string Name => "fund days";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken)
    {
        var (since, longest) = WaitsAt(now);
        return (await Due.ListAsync(db, (since, longest, most), cancellationToken)).AsDue();
    }

    public async Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        while (await StartAsync((FundId)id) is { } day)
        {
            // Income comes first, so that an order of all units takes the income of its own day along.
            await RepeatAsync(db => credit.CreditAsync(db, day), cancellationToken);
            await RepeatAsync(db => late.RedeemAsync(db, day), cancellationToken);
            await RepeatAsync(db => pricing.PriceAsync(db, day), cancellationToken);
            await units.WriteAsync(db => CloseAsync(db, day), CancellationToken.None);
        }
    }

    /// <summary>Runs a step in units of its own until it says that nothing is left.</summary>
    private async Task RepeatAsync(Func<GraphDb, Task<bool>> step, CancellationToken cancellationToken)
    {
        while (await units.WriteAsync(step, CancellationToken.None))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Begins the first day that is not closed, from when on corrections do not count. What settles until that day is settled
    /// before, so that its units earn. Returns null when all days are closed.
    /// </summary>
    private async Task<FundDayId?> StartAsync(FundId id)
    {
        while (true)
        {
            var (day, unsettled) = await units.WriteAsync(db => StartAsync(db, id), CancellationToken.None);
            foreach (var order in unsettled)
            {
                await units.WriteAsync(db => settlements.SettleAsync(db, order), CancellationToken.None);
            }

            if (unsettled.Count == 0)
            {
                return day;
            }
        }
    }

    /// <summary>Since when a value, and the first value of a day, must be known so that the day need not wait any more.</summary>
    private (DateTime Since, DateTime Longest) WaitsAt(DateTime now) => (now - settings.CorrectionTime, now - settings.LongestCorrectionTime);

    /// <summary>
    /// Selects days that have begun, whose value has waited long enough for corrections, or that corrections have delayed for as long as they
    /// may.
    /// </summary>
    private static Expression<Func<FundDay, bool>> MayStart(GraphDb db, DateTime since, DateTime longest) => day =>
        day.Status == FundDayStatus.Started
        || !db.Set<FundPublication>().Any(p => p.FundDayId == day.Id && p.Revision == day.Revision && p.PublishedAt > since)
        || db.Set<FundPublication>().Any(p => p.FundDayId == day.Id && p.Revision == 1 && p.PublishedAt <= longest);

    private async Task<(FundDayId? Day, IReadOnlyList<FundOrderId> Unsettled)> StartAsync(GraphDb db, FundId id)
    {
        var first = db.Set<FundDay>().Where(d => d.FundId == id && d.Status != FundDayStatus.Closed).OrderBy(d => d.Day);
        if (await first.FirstOrDefaultAsync() is { } next)
        {
            // Orders come before wallets, and wallets before funds in the order of locks.
            await db.LockAsync(LeftBefore(db, next));
        }

        await db.LockAsync(db.Set<Fund>().Where(f => f.Id == id));
        var day = await first.FirstOrDefaultAsync();
        var (since, longest) = WaitsAt(clock.UtcNow());
        if (day is null || !await db.Set<FundDay>().Where(MayStart(db, since, longest)).AnyAsync(d => d.Id == day.Id))
        {
            return (null, []);
        }

        if (day.Status == FundDayStatus.Started)
        {
            return (day.Id, []);
        }

        var unsettled = await db.Set<FundOrder>()
            .Where(o => o.FundId == id && o.Status == FundOrderStatus.Priced && o.SettlesOn <= day.Day)
            .OrderBy(o => o.TradeOn)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .ToListAsync();
        if (unsettled.Count == 0)
        {
            await TakeOverAsync(db, day);
            await db.Set<FundDay>().Where(d => d.Id == day.Id).MustTransitionAsync(
                d => d.Status, from: FundDayStatus.Published, to: FundDayStatus.Started);
        }

        return (day.Id, unsettled);
    }

    /// <summary>
    /// Takes over orders of earlier days that will never have a value: a holiday was announced after they were placed.
    /// </summary>
    private async Task TakeOverAsync(GraphDb db, FundDay day)
    {
        if (calendar.IsOpen(day.Day))
        {
            var settlesOn = calendar.After(day.Day);
            await LeftBefore(db, day).ExecuteUpdateAsync(set => set.SetProperty(o => o.TradeOn, day.Day).SetProperty(o => o.SettlesOn, settlesOn));
        }
    }

    /// <summary>Selects orders of days before this one that no value was found for.</summary>
    private static IQueryable<FundOrder> LeftBefore(GraphDb db, FundDay day) =>
        db.Set<FundOrder>().Where(o => o.FundId == day.FundId && o.Status == FundOrderStatus.Ordered && o.TradeOn < day.Day);

    /// <summary>
    /// Closes the day. What the fund gained since the day before comes from the markets into its money, and what it lost goes
    /// there. After that, the money is exactly what the units are worth, rounded down, and what priced redemptions will take.
    /// </summary>
    private async Task<bool> CloseAsync(GraphDb db, FundDayId id)
    {
        var fundId = await db.Set<FundDay>().Where(d => d.Id == id).Select(d => d.FundId).SingleAsync();
        await db.LockAsync(db.Set<Fund>().Where(f => f.Id == fundId));
        var day = await LockAsync(db, id);
        if (day is null)
        {
            return false;
        }

        // Whatever changes the units of the fund waits for this row.
        var issue = db.Set<Holding>().Where(h => h.FundId == fundId && h.Kind == HoldingKind.Issue);
        await db.LockAsync(issue);
        var fund = await db.Set<Fund>().SingleAsync(f => f.Id == fundId);
        var leaving = db.Set<FundOrder>().Where(o =>
            o.FundId == fundId && o.Status == FundOrderStatus.Priced && o.Side == FundOrderSide.Redemption);
        var staying = -(await issue.Select(h => h.Units).SingleAsync()) - await leaving.SumAsync(o => o.Units!.Value);
        var target = FundMath.WorthOf(staying, day.Value) + await leaving.SumAsync(o => o.Gross!.Value);
        var custody = db.Set<Account>().Where(a => a.Id == fund.CustodyId);
        await db.LockAsync(custody);
        var gain = target - (await custody.SingleAsync()).Balance.MinorUnits;
        var (now, closed) = (clock.UtcNow(), day.Day);
        await db.Set<FundDay>().Where(d => d.Id == id).MustTransitionAsync(
            d => d.Status, from: FundDayStatus.Started, to: FundDayStatus.Closed, set => set.SetProperty(d => d.ClosedAt, now));

        // A bank can get income for units that it gave back since. It gets the money for that too, with what it advances next or without.
        var advanced = await db.Set<Holding>().Where(h => h.FundId == fundId && h.Kind == HoldingKind.Advance).SumAsync(h => h.Units);
        var returned = advanced < FundMath.UnitsOfFen ? fund.AdvanceDueAt
            : fund.AdvanceDueAt ?? BusinessCalendar.StartOf(calendar.After(BusinessCalendar.DateOf(now)));
        await db.Set<Fund>().Where(f => f.Id == fundId).ExecuteUpdateAsync(set => set
            .SetProperty(f => f.Value, day.Value)
            .SetProperty(f => f.ClosedOn, closed)
            .SetProperty(f => f.AdvanceDueAt, returned));
        if (gain != 0)
        {
            var (from, to) = gain > 0 ? (Markets.Id, fund.CustodyId) : (fund.CustodyId, Markets.Id);
            var publisher = await db.Set<FundPublication>()
                .Where(p => p.FundDayId == id && p.Revision == day.Revision)
                .Select(p => p.PublishedBy)
                .SingleAsync();
            for (var rest = Math.Abs(gain); rest > 0;)
            {
                var part = Math.Min(rest, Money.MaxMinorUnits);
                rest -= part;
                await money.PostAsync(
                    db,
                    new Movement(TransactionKind.FundYield, from, to, new Money(part, fund.Currency), publisher) { Business = fund.CustodyId });
            }
        }

        return true;
    }

    /// <summary>Locks a day. Returns null when it is closed.</summary>
    internal static async Task<FundDay?> LockAsync(GraphDb db, FundDayId id)
    {
        var row = db.Set<FundDay>().Where(d => d.Id == id);
        await db.LockAsync(row);
        return await row.SingleAsync() is { Status: FundDayStatus.Started } day ? day : null;
    }
}
