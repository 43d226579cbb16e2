using Graph.Domain.Funds.Days;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities.Investing;

/// <summary>
/// Checks with the tables alone that the published sums of communities follow from the published shares. The tables do not
/// keep the members of that time, so this rule cannot count the members again.
/// </summary>
public sealed class CommunityInvestmentRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        // PostgreSQL sends one query at a time over a connection, so the first is read to its end.
        foreach (var investment in await db.Set<CommunityInvestment>().ToListAsync())
        {
            var row = $"community {investment.CommunityId.Value}, fund {investment.FundId.Value}";
            var units = await db.Set<CommunityShare>()
                .Where(s => s.CommunityId == investment.CommunityId && s.FundId == investment.FundId)
                .OrderByDescending(s => s.Units)
                .Select(s => s.Units)
                .ToListAsync();
            var expected = investment.Value is { } value ? PublishedOf(units, value) : null;
            if (investment.Invested != expected)
            {
                yield return new Violation("one digit of what members hold is published", row, $"{investment.Invested}, not {expected}");
            }

            if (investment.PublishedOn is null && units.Count > 0)
            {
                yield return new Violation("shares are those of a publication", row, $"{units.Count} shares without one");
            }
        }

        var priced =
            from investment in db.Set<CommunityInvestment>()
            where investment.PublishedOn != null && !db.Set<FundDay>().Any(d =>
                d.FundId == investment.FundId && d.Day == investment.PublishedOn && d.Status == FundDayStatus.Closed && d.Value == investment.Value)
            select new { investment.CommunityId, investment.PublishedOn, investment.Value };
        await foreach (var row in priced.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a sum is published by the value of a closed day", $"community {row.CommunityId.Value}", $"{row.Value} on {row.PublishedOn:O}");
        }

        await foreach (var violation in TiesAsync(db))
        {
            yield return violation;
        }
    }

    /// <summary>A community is looked at for its own fund alone, and soon after each day that the fund closes.</summary>
    private async IAsyncEnumerable<Violation> TiesAsync(GraphDb db)
    {
        var untied = db.Set<Community>()
            .Where(c => c.ClosedAt == null)
            .Where(c => c.FundId == null
                ? db.Set<CommunityInvestment>().Any(i => i.CommunityId == c.Id && i.LookedOn != null)
                : !db.Set<CommunityInvestment>().Any(i => i.CommunityId == c.Id && i.FundId == c.FundId && i.LookedOn != null))
            .Select(c => c.Id);
        await foreach (var id in untied.AsAsyncEnumerable())
        {
            yield return new Violation("a community is looked at for its fund", $"community {id.Value}", "another fund, or none");
        }

        var late = clock.UtcNow() - settings.Overdue;
        var forgotten = db.Set<CommunityInvestment>().Where(i => i.TiedAt < late && db.Set<FundDay>().Any(d =>
            d.FundId == i.FundId && d.Day > i.LookedOn && d.Status == FundDayStatus.Closed && d.ClosedAt < late));
        await foreach (var investment in forgotten.AsAsyncEnumerable())
        {
            yield return new Violation(
                "holdings are looked at in time", $"community {investment.CommunityId.Value}", $"looked at on {investment.LookedOn:O}");
        }
    }

    private static long? PublishedOf(List<long> units, long value)
    {
        var sum = units.Aggregate(Int128.Zero, (sum, part) => sum + part);
        if (units.Count < 5 || 2 * (Int128)units[0] > sum)
        {
            return null;
        }

        // Units and value have four decimals each, and a yuan has a hundred fen: a fen is a million of their product.
        var digits = $"{sum * value / 1_000_000}";
        return long.Parse(digits[0] + new string('0', digits.Length - 1), System.Globalization.CultureInfo.InvariantCulture);
    }
}
