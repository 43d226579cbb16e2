using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>
/// Credits the income of a day to all holders of a money-market fund, some at a time. The day remembers the last of them in the
/// same unit, and a unique key lets nobody get the income of a day twice.
/// </summary>
public sealed class IncomeCredit(UnitLedger ledger, FundSettings settings, TimeProvider clock)
{
    /// <summary>The number that a day remembers when all holders have its income.</summary>
    internal const long Last = long.MaxValue;

    /// <summary>Credits some holders. Returns false when none is left.</summary>
    public async Task<bool> CreditAsync(GraphDb db, FundDayId id)
    {
        if (await DayClosing.LockAsync(db, id) is not { Income: { } income } day || day.CreditedTo == Last)
        {
            return false;
        }

        var after = day.CreditedTo ?? 0;
        var numbers = await db.Set<Holding>()
            .Where(h => h.FundId == day.FundId && h.Number > after)
            .OrderBy(h => h.Number)
            .Select(h => h.Number)
            .Take(settings.HoldersAtOnce)
            .ToListAsync();
        var last = numbers.Count < settings.HoldersAtOnce ? Last : numbers[^1];

        // The bank that advances redemptions comes last, as it does wherever units move.
        await CreditAsync(db, day, income, db.Set<Holding>().Where(h => h.FundId == day.FundId && h.Number > after && h.Number <= last));
        if (last == Last)
        {
            await CreditAsync(db, day, income, db.Set<Holding>().Where(h => h.FundId == day.FundId && h.Kind == HoldingKind.Advance));
        }

        await db.Set<FundDay>().Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.CreditedTo, last));
        return last != Last;
    }

    private async Task CreditAsync(GraphDb db, FundDay day, long income, IQueryable<Holding> rows)
    {
        await db.LockAsync(rows);
        // They are locked, so that they can be changed in memory, and are written in few commands.
        var holdings = await rows.AsTracking().ToListAsync();
        var ids = holdings.ConvertAll(h => h.Id);

        // Units that came or left after the day do not count for it. They are few.
        var later = await db.Set<UnitPosting>()
            .Where(p => p.FundId == day.FundId && p.EffectiveOn > day.Day && (ids.Contains(p.ToId) || ids.Contains(p.FromId)))
            .Select(p => new { p.FromId, p.ToId, p.Units })
            .ToListAsync();
        var came = later.ToLookup(p => p.ToId, p => p.Units);
        var left = later.ToLookup(p => p.FromId, p => p.Units);
        var now = clock.UtcNow();
        var issue = await UnitLedger.OfHouseAsync(db, day.FundId, HoldingKind.Issue);
        var total = 0L;
        foreach (var holding in holdings)
        {
            var earning = holding.Units - came[holding.Id].Sum() + left[holding.Id].Sum();
            var (units, carry) = FundMath.IncomeOf(earning, income, holding.Carry);
            if (units > 0)
            {
                total += units;
                db.Set<UnitPosting>().Add(new UnitPosting
                {
                    Id = ledger.NewId(),
                    FundId = day.FundId,
                    Kind = UnitPostingKind.Income,
                    FromId = issue,
                    ToId = holding.Id,
                    Units = units,
                    EffectiveOn = day.Day.AddDays(1),
                    IncomeOf = day.Day,
                    At = now,
                });
            }

            holding.Earn(units, carry);
        }

        await db.SaveChangesAsync();
        if (total > 0)
        {
            await UnitLedger.ChangeAsync(db, issue, -total);
        }
    }
}
