using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>Looks at what an institution publishes before it counts.</summary>
public sealed class LikelyDays(ExchangeCalendar calendar, FundSettings settings, TimeProvider clock)
{
    /// <summary>
    /// Refuses what is a slip, or an attempt to make money out of nothing: a value or an income that is far from what was published
    /// before, and many late days at once. Only an operator can publish it who has no money in the fund and does not work for it.
    /// </summary>
    public async Task RequireAsync(GraphDb db, UserId actor, Fund fund, DayPublication publication, long value, long? income)
    {
        var before = await db.Set<FundDay>()
            .Where(d => d.FundId == fund.Id && d.Day < publication.Day)
            .OrderByDescending(d => d.Day)
            .Select(d => new { d.Value, d.Income })
            .Take(LikelyValues.Days)
            .ToListAsync();
        var (last, earliest) = (before.FirstOrDefault(), before.LastOrDefault());
        var fault = !LikelyValues.IsLikely(fund.Kind, value, last?.Value, earliest?.Value)
                ? Validation.Error("This is far from the values of the days before. Check it, or ask an operator to publish it.", "netAssetValue")
            : !LikelyValues.IsLikelyIncome(income, last?.Income)
                ? Validation.Error("This is far from the income of the day before. Check it, or ask an operator to publish it.", "incomePer10k")
            : publication.CorrectionReason is null && await AreTooManyLateAsync(db, fund, publication.Day)
                ? Validation.Error($"You published {settings.MaxLateDays} late days today. Wait until tomorrow, or ask an operator.", "date")
            : null;
        if (fault is not null
            && (!await InstitutionPolicy.IsOperatorAsync(db, actor, clock.UtcNow()) || await InstitutionPolicy.HasStakeAsync(db, actor, fund)))
        {
            throw fault;
        }
    }

    /// <summary>
    /// Returns whether a day is late, and as many late days as an institution may publish on one day were published today. A day is
    /// late from the next exchange day on. Days on which the exchanges are closed do not count, because all of a holiday follow together.
    /// </summary>
    private async Task<bool> AreTooManyLateAsync(GraphDb db, Fund fund, DateOnly day)
    {
        var now = clock.UtcNow();
        var today = BusinessCalendar.DateOf(now);
        if (!IsLate(day))
        {
            return false;
        }

        var since = BusinessCalendar.StartOf(today);
        var published = await (
            from publication in db.Set<FundPublication>()
            join earlier in db.Set<FundDay>() on publication.FundDayId equals earlier.Id
            where earlier.FundId == fund.Id && publication.Revision == 1 && publication.PublishedAt >= since
            select earlier.Day).ToListAsync();
        return published.Count(IsLate) >= settings.MaxLateDays;

        bool IsLate(DateOnly one) => one < today && calendar.IsOpen(one) && calendar.After(one) <= today;
    }
}
