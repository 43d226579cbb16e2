using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Days;

/// <summary>What an institution publishes for a day.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Day">The day.</param>
/// <param name="Value">The value of a unit in yuan.</param>
/// <param name="IncomePer10K">The income of 10,000 units in yuan; null unless it is a money-market fund.</param>
/// <param name="CorrectionReason">Why a day that was published before is corrected; null for the first publication.</param>
public sealed record DayPublication(FundId Fund, DateOnly Day, decimal Value, decimal? IncomePer10K, string? CorrectionReason = null);

/// <summary>
/// Publishes the days of funds. A correction is a further row. It counts until the pricing of its day begins, and only some of them
/// count; after that it is only shown.
/// </summary>
public sealed class FundDays(Units units, LikelyDays likely, ExchangeCalendar calendar, FundSettings settings, TimeProvider clock)
{
    /// <summary>There was no fund of this kind before.</summary>
    private const int FirstYear = 2000;

    public Task<FundDayId> PublishAsync(UserId actor, DayPublication publication)
    {
        var check = new Validation();
        var value = Read(check, publication.Value, 1, Fund.MaxValue, "netAssetValue");
        var income = publication.IncomePer10K is { } per10K ? Read(check, per10K, 0, Fund.MaxIncome, "incomePer10k") : (long?)null;
        var reason = publication.CorrectionReason is { } given ? check.Text(TextKind.NeededReason, given, "correctionReason") : null;
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            var fund = await InstitutionPolicy.PublishedFundAsync(db, actor, publication.Fund, clock.UtcNow());
            new Validation()
                .Check(fund.IsMoneyMarket == income is not null, "A money-market fund has an income each day, and no other fund has one.", "incomePer10k")
                .Check(!fund.IsMoneyMarket || value == FundMath.OneYuan, "A unit of a money-market fund is always worth 1.0000.", "netAssetValue")
                .ThrowIfAny();
            var row = db.Set<Fund>().Where(f => f.Id == fund.Id);
            await db.LockAsync(row);
            fund = await row.SingleAsync();
            await likely.RequireAsync(db, actor, fund, publication, value, income);
            var id = reason is null
                ? await AddAsync(db, fund, publication.Day, value, income)
                : await CorrectAsync(db, fund, publication.Day, value, income);
            var revision = await db.Set<FundPublication>().CountAsync(p => p.FundDayId == id) + 1;
            db.Set<FundPublication>().Add(new FundPublication
            {
                FundDayId = id,
                Revision = revision,
                Value = value,
                Income = income,
                Reason = reason,
                PublishedBy = actor,
                PublishedAt = clock.UtcNow(),
            });
            return id;
        });
    }

    /// <summary>
    /// Adds days from before a fund was sold here. They are closed at once, because nobody held units then. The days must follow
    /// each other, and the fund must have no orders and no days yet.
    /// </summary>
    public Task<int> ImportAsync(UserId actor, FundId id, IReadOnlyList<DayPublication> days) => units.WriteAsync(async db =>
    {
        var fund = await InstitutionPolicy.StaffedFundAsync(db, actor, id);
        await db.LockAsync(db.Set<Fund>().Where(f => f.Id == id));
        if (await db.Set<FundDay>().AnyAsync(d => d.FundId == id) || await db.Set<FundOrder>().AnyAsync(o => o.FundId == id))
        {
            throw new InvalidOperationException($"Fund {fund.Code} has days or orders already.");
        }

        var now = clock.UtcNow();
        foreach (var day in days)
        {
            var (value, income) = ((long)(day.Value * FundMath.Scale), (long?)(day.IncomePer10K * FundMath.Scale));
            var row = new FundDay { Id = new FundDayId(clock.NewGuid()), FundId = id, Day = day.Day, Value = value, Income = income };
            db.Set<FundDay>().Add(row);
            db.Entry(row).Property(d => d.Status).CurrentValue = FundDayStatus.Closed;
            db.Entry(row).Property(d => d.ClosedAt).CurrentValue = now;
            db.Set<FundPublication>().Add(new FundPublication
            {
                FundDayId = row.Id,
                Revision = 1,
                Value = value,
                Income = income,
                PublishedBy = actor,
                PublishedAt = now,
            });
        }

        var (last, latest) = (days[^1].Day, (long)(days[^1].Value * FundMath.Scale));
        await db.SaveChangesAsync();
        await db.Set<Fund>().Where(f => f.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(f => f.PublishedOn, last)
            .SetProperty(f => f.ClosedOn, last)
            .SetProperty(f => f.Value, latest));
        return days.Count;
    });

    private async Task<FundDayId> AddAsync(GraphDb db, Fund fund, DateOnly day, long value, long? income)
    {
        var now = clock.UtcNow();
        var expected = fund.NextDay(calendar);
        var latest = expected ?? await LatestFirstAsync(db, fund);
        if (day.Year < FirstYear || ExchangeCalendar.CutOffOf(day) > now || (expected is { } next && day != next) || day > latest
            || (!fund.IsMoneyMarket && !calendar.IsOpen(day)))
        {
            throw new DomainException(new FundDayError(latest));
        }

        var row = new FundDay { Id = new FundDayId(clock.NewGuid()), FundId = fund.Id, Day = day, Value = value, Income = income };
        db.Set<FundDay>().Add(row);
        await db.SaveChangesAsync();
        await db.Set<Fund>().Where(f => f.Id == fund.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.PublishedOn, day));
        return row.Id;
    }

    /// <summary>
    /// The latest day that can be the first of a fund; null when it can be any. It must not skip days for which orders wait, or they would
    /// take a value of the institution's choice.
    /// </summary>
    private async Task<DateOnly?> LatestFirstAsync(GraphDb db, Fund fund)
    {
        var ordered = await db.Set<FundOrder>()
            .Where(o => o.FundId == fund.Id && o.Status == FundOrderStatus.Ordered)
            .MinAsync(o => (DateOnly?)o.TradeOn);

        // A day that became a holiday has no value. Its orders take that of the next exchange day.
        return ordered is { } day && !calendar.IsOpen(day) ? calendar.After(day) : ordered;
    }

    /// <summary>
    /// Corrects a day. The correction counts before pricing begins, unless there were many before, or the time for corrections is over.
    /// </summary>
    private async Task<FundDayId> CorrectAsync(GraphDb db, Fund fund, DateOnly day, long value, long? income)
    {
        var row = await db.Set<FundDay>().SingleOrDefaultAsync(d => d.FundId == fund.Id && d.Day == day)
            ?? throw new DomainException(new FundDayError(fund.NextDay(calendar)));
        var revision = await db.Set<FundPublication>().LongCountAsync(p => p.FundDayId == row.Id) + 1;
        if (revision - 1 <= FundSettings.MaxCorrections && await IsInTimeAsync(db, row.Id))
        {
            await db.Set<FundDay>()
                .Where(d => d.Id == row.Id && d.Status == FundDayStatus.Published)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(d => d.Value, value)
                    .SetProperty(d => d.Income, income)
                    .SetProperty(d => d.Revision, revision));
        }

        return row.Id;
    }

    /// <summary>
    /// Returns whether corrections of a day still count as far as time goes. Where no time is set, only the beginning of pricing ends them.
    /// </summary>
    private async Task<bool> IsInTimeAsync(GraphDb db, FundDayId id)
    {
        var first = await db.Set<FundPublication>().Where(p => p.FundDayId == id && p.Revision == 1).Select(p => p.PublishedAt).SingleAsync();
        return settings.LongestCorrectionTime == TimeSpan.Zero || clock.UtcNow() < first + settings.LongestCorrectionTime;
    }

    private static long Read(Validation check, decimal given, long least, long most, string path)
    {
        var isRead = given is { Scale: <= FundMath.Decimals } and >= 0 and <= 1_000_000;
        var value = isRead ? (long)(given * FundMath.Scale) : -1;
        check.Check(
            value >= least && value <= most,
            $"This is from {(decimal)least / FundMath.Scale} to {(decimal)most / FundMath.Scale}, with at most four decimals.",
            path);
        return value;
    }
}
