using System.Numerics;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Computes the income of each holder of a money-market fund anew, day by day from the first unit on, and compares it with what
/// was credited, and with what is carried. Postings are read as one stream, so memory holds those of one holder at a time.
/// </summary>
public sealed class IncomeRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        foreach (var fund in await db.Set<Fund>().Where(f => f.Kind == FundKind.MoneyMarket).ToListAsync())
        {
            var days = await db.Set<FundDay>()
                .Where(d => d.FundId == fund.Id && d.Status != FundDayStatus.Published)
                .OrderBy(d => d.Day)
                .ToListAsync();
            var carries = db.Set<Holding>()
                .Where(h => h.FundId == fund.Id && h.Kind != HoldingKind.Issue)
                .Select(h => new { h.Id, h.Number, Carry = (long?)h.Carry, Units = 0L, On = DateOnly.MinValue, Income = (DateOnly?)null });
            var came =
                from posting in db.Set<UnitPosting>()
                join holding in db.Set<Holding>() on posting.ToId equals holding.Id
                where posting.FundId == fund.Id && holding.Kind != HoldingKind.Issue
                select new { holding.Id, holding.Number, Carry = (long?)null, posting.Units, On = posting.EffectiveOn, Income = posting.IncomeOf };
            var left =
                from posting in db.Set<UnitPosting>()
                join holding in db.Set<Holding>() on posting.FromId equals holding.Id
                where posting.FundId == fund.Id && holding.Kind != HoldingKind.Issue
                select new { holding.Id, holding.Number, Carry = (long?)null, Units = -posting.Units, On = posting.EffectiveOn, Income = (DateOnly?)null };
            var lines = new List<Line>();
            var current = default(Head);
            await foreach (var row in carries.Concat(came).Concat(left).OrderBy(row => row.Id).AsAsyncEnumerable())
            {
                if (current is { } before && before.Id != row.Id)
                {
                    if (Check(before, lines, days) is { } violation)
                    {
                        yield return violation;
                    }

                    lines.Clear();
                }

                current = row.Carry is { } carry ? new Head(row.Id, row.Number, carry)
                    : current?.Id == row.Id ? current : new Head(row.Id, row.Number, 0);
                if (row.Carry is null)
                {
                    lines.Add(new Line(row.Units, row.On, row.Income));
                }
            }

            if (current is { } last && Check(last, lines, days) is { } wrong)
            {
                yield return wrong;
            }
        }
    }

    private sealed record Head(HoldingId Id, long Number, long Carry);

    private sealed record Line(long Units, DateOnly On, DateOnly? Income);

    private static Violation? Check(Head holding, List<Line> lines, List<FundDay> days)
    {
        var changes = lines.GroupBy(line => line.On).ToDictionary(group => group.Key, group => group.Sum(line => line.Units));
        var credited = lines.Where(line => line.Income is not null).ToDictionary(line => line.Income!.Value, line => line.Units);
        var open = changes.Keys.Order().ToList();
        var (units, carry, next) = (BigInteger.Zero, BigInteger.Zero, 0);
        foreach (var day in days)
        {
            for (; next < open.Count && open[next] <= day.Day; next++)
            {
                units += changes[open[next]];
            }

            if (!IsCredited(day, holding))
            {
                break;
            }

            var sum = (units * day.Income!.Value) + carry;
            carry = sum % 100_000_000;
            if (sum / 100_000_000 != credited.GetValueOrDefault(day.Day))
            {
                return new Violation(
                    "holders get the income of each day", $"holding {holding.Id.Value} on {day.Day:O}", $"{credited.GetValueOrDefault(day.Day)} of {sum}");
            }
        }

        return carry == holding.Carry
            ? null
            : new Violation("what is less than a unit is carried", $"holding {holding.Id.Value}", $"{holding.Carry}, not {carry}");
    }

    /// <summary>While a day's income is being credited, holders have it up to the one that the day remembers.</summary>
    private static bool IsCredited(FundDay day, Head holding) => day.Status == FundDayStatus.Closed
        || (day.CreditedTo is { } last && (holding.Number < 0 ? last == IncomeCredit.Last : holding.Number <= last));
}
