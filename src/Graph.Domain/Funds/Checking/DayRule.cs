using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>Checks that days are closed one after the other, that the fund shows the last of them, and that each has priced its orders.</summary>
public sealed class DayRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var rows = db.Set<Fund>().Select(f => new
        {
            Fund = f,
            Published = db.Set<FundDay>().Where(d => d.FundId == f.Id).Max(d => (DateOnly?)d.Day),
            Closed = db.Set<FundDay>().Where(d => d.FundId == f.Id && d.Status == FundDayStatus.Closed).Max(d => (DateOnly?)d.Day),
            Open = db.Set<FundDay>().Where(d => d.FundId == f.Id && d.Status != FundDayStatus.Closed).Min(d => (DateOnly?)d.Day),
            Value = db.Set<FundDay>()
                .Where(d => d.FundId == f.Id && d.Status == FundDayStatus.Closed)
                .OrderByDescending(d => d.Day)
                .Select(d => (long?)d.Value)
                .FirstOrDefault(),
        });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            if (row.Published != row.Fund.PublishedOn || row.Closed != row.Fund.ClosedOn || row.Open <= row.Closed
                || (row.Value ?? 10_000) != row.Fund.Value)
            {
                yield return new Violation(
                    "days are closed one after the other",
                    $"fund {row.Fund.Id.Value}",
                    $"published {row.Published:O}, closed {row.Closed:O}, open {row.Open:O}, value {row.Fund.Value}");
            }
        }

        var uncounted = db.Set<FundDay>().Where(d => !db.Set<FundPublication>().Any(p =>
            p.FundDayId == d.Id && p.Revision == d.Revision && p.Value == d.Value && p.Income == d.Income));
        await foreach (var day in uncounted.AsAsyncEnumerable())
        {
            yield return new Violation("a day counts what was published", $"fund day {day.Id.Value}", $"{day.Value}, {day.Income}");
        }

        var passed = db.Set<FundOrder>().Where(o => o.Status == FundOrderStatus.Ordered && db.Set<FundDay>().Any(d =>
            d.FundId == o.FundId && d.Day == o.TradeOn && d.Status == FundDayStatus.Closed));
        await foreach (var order in passed.AsAsyncEnumerable())
        {
            yield return new Violation("a closed day has priced its orders", $"fund order {order.Id.Value}", $"{order.Status}");
        }
    }
}
