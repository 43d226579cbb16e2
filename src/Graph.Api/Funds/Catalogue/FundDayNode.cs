using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds.Catalogue;

/// <summary>A day of a fund, with the value that counts.</summary>
public sealed class FundDayNode(FundDay day, decimal? sevenDayYield, IReadOnlyList<FundPublication> publications)
{
    /// <summary>The day, in Asia/Shanghai.</summary>
    public DateOnly Date => day.Day;

    /// <summary>The value of a unit in yuan, with four decimals.</summary>
    public decimal NetAssetValue => FundMath.ToDecimal(day.Value);

    /// <summary>The income of 10,000 units in yuan, with four decimals; null unless it is a money-market fund.</summary>
    public decimal? IncomePer10k => day.Income is { } income ? FundMath.ToDecimal(income) : null;

    /// <summary>
    /// The yield of the seven days until this one as a rate for a year, as a fraction with five decimals. Null unless it is a
    /// money-market fund with at least seven days.
    /// </summary>
    public decimal? SevenDayYield => sevenDayYield;

    /// <summary>
    /// What the institution published for this day after the first time, the earliest first. A correction counts unless it came
    /// after the pricing of the day had begun.
    /// </summary>
    public IReadOnlyList<FundCorrectionNode> Corrections =>
        [.. publications.Where(one => one.Revision > 1).Select(one => new FundCorrectionNode(one, one.Revision == day.Revision))];

    /// <summary>Reads the days of a fund with their yields.</summary>
    internal static async Task<IReadOnlyList<FundDayNode>> ListAsync(
        GraphDb db, Fund fund, DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        (await ListAsync(db, [fund], first, last, cancellationToken))[fund];

    /// <summary>
    /// Reads the days of several funds with their yields, for which the six days before the first are needed too.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Fund, IReadOnlyList<FundDayNode>>> ListAsync(
        GraphDb db, IReadOnlyList<Fund> funds, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var ids = funds.Select(fund => fund.Id).ToList();
        var since = first.DayNumber > Returns.YieldDays ? first.AddDays(1 - Returns.YieldDays) : first;
        var days = (await db.Set<FundDay>()
            .Where(d => ids.Contains(d.FundId) && d.Day >= since && d.Day <= last)
            .OrderBy(d => d.Day)
            .ToListAsync(cancellationToken)).ToLookup(day => day.FundId);
        var corrections = await (
            from publication in db.Set<FundPublication>()
            join day in db.Set<FundDay>() on publication.FundDayId equals day.Id
            where ids.Contains(day.FundId) && day.Day >= first && day.Day <= last && publication.Revision > 1
            orderby publication.Revision
            select publication).ToListAsync(cancellationToken);
        var ofDay = corrections.ToLookup(one => one.FundDayId);
        return funds.ToDictionary(fund => fund, fund => ListOf(fund, [.. days[fund.Id]]));

        IReadOnlyList<FundDayNode> ListOf(Fund fund, List<FundDay> all) =>
        [
            .. all.Index()
                .Where(one => one.Item.Day >= first)
                .Select(one => new FundDayNode(one.Item, YieldAt(fund, all, one.Index), [.. ofDay[one.Item.Id]])),
        ];
    }

    private static decimal? YieldAt(Fund fund, List<FundDay> days, int index) => fund.IsMoneyMarket && index >= Returns.YieldDays - 1
        ? Returns.SevenDayYield([.. days.Skip(index - Returns.YieldDays + 1).Take(Returns.YieldDays).Select(day => day.Income!.Value)])
        : null;
}

/// <summary>A correction of a day that was published before.</summary>
public sealed class FundCorrectionNode(FundPublication publication, bool counts)
{
    /// <summary>The corrected value of a unit in yuan.</summary>
    public decimal NetAssetValue => FundMath.ToDecimal(publication.Value);

    /// <summary>The corrected income of 10,000 units in yuan; null unless it is a money-market fund.</summary>
    public decimal? IncomePer10k => publication.Income is { } income ? FundMath.ToDecimal(income) : null;

    /// <summary>Why it was corrected, 1 to 200 characters.</summary>
    public string Reason => publication.Reason!;

    /// <summary>Whether it counts. One that came after the pricing of the day had begun is only shown.</summary>
    public bool Counts => counts;

    /// <summary>The time at which it was published, in UTC.</summary>
    public DateTime PublishedAt => publication.PublishedAt;
}
