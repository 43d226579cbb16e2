using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>Checks the money of funds against their orders and units.</summary>
public sealed class FundRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        IAsyncEnumerable<Violation>[] rules = [TransitAsync(db), CustodyAsync(db), OrdersAsync(db), FeesAsync(db), LateAsync(db)];
        foreach (var rule in rules)
        {
            await foreach (var violation in rule)
            {
                yield return violation;
            }
        }
    }

    private static async IAsyncEnumerable<Violation> TransitAsync(GraphDb db)
    {
        var rows =
            from fund in db.Set<Fund>()
            join transit in db.Set<Account>() on fund.TransitId equals transit.Id
            select new
            {
                fund.Id,
                Balance = transit.CreditsPosted - transit.DebitsPosted,
                Open = db.Set<FundOrder>()
                    .Where(o => o.FundId == fund.Id && o.Side == FundOrderSide.Subscription
                        && (o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced))
                    .Sum(o => o.OrderedAmount!.Value),
            };
        await foreach (var row in rows.Where(row => row.Balance != row.Open).AsAsyncEnumerable())
        {
            yield return new Violation("money in transit is that of open subscriptions", $"fund {row.Id.Value}", $"{row.Balance}, ordered {row.Open}");
        }
    }

    /// <summary>
    /// What a fund has is at least what its units are worth and what priced redemptions will take. Roundings leave it some fen more
    /// until the next day closes: at most one for each order.
    /// </summary>
    private static async IAsyncEnumerable<Violation> CustodyAsync(GraphDb db)
    {
        var rows =
            from fund in db.Set<Fund>()
            join custody in db.Set<Account>() on fund.CustodyId equals custody.Id
            where !db.Set<FundDay>().Any(d => d.FundId == fund.Id && d.Status == FundDayStatus.Started)
            select new
            {
                Fund = fund,
                Balance = custody.CreditsPosted - custody.DebitsPosted,
                Units = db.Set<Holding>().Where(h => h.FundId == fund.Id && h.Kind != HoldingKind.Issue).Sum(h => h.Units),
                Leaving = db.Set<FundOrder>()
                    .Where(o => o.FundId == fund.Id && o.Side == FundOrderSide.Redemption && o.Status == FundOrderStatus.Priced)
                    .Sum(o => o.Units!.Value),
                Owed = db.Set<FundOrder>()
                    .Where(o => o.FundId == fund.Id && o.Side == FundOrderSide.Redemption && o.Status == FundOrderStatus.Priced)
                    .Sum(o => o.Gross!.Value),
                Orders = db.Set<FundOrder>().Count(o => o.FundId == fund.Id),
            };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            // Units and value have four decimals each, and a yuan has a hundred fen: a fen is a million of their product.
            var worth = (long)((Int128)(row.Units - row.Leaving) * row.Fund.Value / 1_000_000) + row.Owed;
            var most = row.Fund.ClosedOn is null ? row.Balance : worth + ((1 + row.Orders) * (1 + (row.Fund.Value / 1_000_000)));
            if (row.Balance < worth || row.Balance > most)
            {
                yield return new Violation("a fund has what its units are worth", $"fund {row.Fund.Id.Value}", $"{row.Balance}, worth {worth}");
            }
        }
    }

    private static async IAsyncEnumerable<Violation> OrdersAsync(GraphDb db)
    {
        var moved =
            from link in db.Set<FundOrderTransaction>()
            join transaction in db.Set<Transaction>() on link.TransactionId equals transaction.Id
            where transaction.Status == TransactionStatus.Posted
            select new { Order = link.OrderId, transaction.Kind, transaction.Amount };
        var rows = db.Set<FundOrder>().Select(o => new
        {
            Order = o,
            Paid = moved.Where(m => m.Order == o.Id && m.Kind == TransactionKind.FundSubscription).Sum(m => m.Amount),
            Back = moved.Where(m => m.Order == o.Id && m.Kind == TransactionKind.Refund).Sum(m => m.Amount),
            Out = moved.Where(m => m.Order == o.Id && m.Kind == TransactionKind.FundRedemption).Sum(m => m.Amount),
            On = moved.Where(m => m.Order == o.Id && m.Kind == TransactionKind.FundSettlement).Sum(m => m.Amount),
        });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            var order = row.Order;
            var isSettled = order.Status == FundOrderStatus.Settled;
            var isSubscription = order.Side == FundOrderSide.Subscription;
            var expected = (
                Paid: isSubscription ? order.OrderedAmount!.Value : 0,
                Back: isSubscription && order.Status == FundOrderStatus.Cancelled ? order.OrderedAmount!.Value : 0,
                Out: !isSubscription && isSettled ? order.Gross!.Value - order.Fee!.Value : 0,
                On: !isSettled ? 0 : isSubscription ? order.OrderedAmount!.Value : order.Fee!.Value);
            if ((row.Paid, row.Back, row.Out, row.On) != expected)
            {
                yield return new Violation(
                    "an order moved the money that it says",
                    $"fund order {order.Id.Value}",
                    $"{order.Side} {order.Status}: paid {row.Paid}, back {row.Back}, out {row.Out}, on {row.On}, expected {expected}");
            }
        }

        var unlinked = db.Set<Transaction>()
            .Where(t => t.Kind == TransactionKind.FundSubscription || t.Kind == TransactionKind.FundRedemption)
            .Where(t => !db.Set<FundOrderTransaction>().Any(l => l.TransactionId == t.Id))
            .Select(t => t.Id);
        await foreach (var id in unlinked.AsAsyncEnumerable())
        {
            yield return new Violation("each payment of a fund belongs to an order", $"transaction {id.Value}", "no order");
        }
    }

    /// <summary>A settlement goes to two accounts of an order: what is not the fee stays in the fund.</summary>
    private static async IAsyncEnumerable<Violation> FeesAsync(GraphDb db)
    {
        var paid =
            from link in db.Set<FundOrderTransaction>()
            join posting in db.Set<Posting>() on link.TransactionId equals posting.TransactionId
            join account in db.Set<Account>() on posting.CreditId equals account.Id
            where account.Kind == AccountKind.Settlement
            group posting.Amount by link.OrderId into fees
            select new { Order = fees.Key, Sum = fees.Sum() };
        var rows =
            from order in db.Set<FundOrder>()
            join one in paid on order.Id equals one.Order into found
            from fee in found.DefaultIfEmpty()
            where ((long?)fee.Sum ?? 0) != (order.Status == FundOrderStatus.Settled ? order.Fee ?? 0 : 0)
            select new { order.Id, order.Status, order.Fee, Paid = (long?)fee.Sum ?? 0 };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "the institution gets the fee of an order", $"fund order {row.Id.Value}", $"{row.Status}: {row.Paid}, not {row.Fee}");
        }
    }

    private async IAsyncEnumerable<Violation> LateAsync(GraphDb db)
    {
        var late = clock.UtcNow() - settings.Overdue;

        // A value that comes late makes orders due on a day that is past. They take their step once the day is closed.
        var overdue = db.Set<FundOrder>().Where(o => o.DueAt < late && (o.Status == FundOrderStatus.Priced
            ? db.Set<FundDay>().Any(d => d.FundId == o.FundId && d.Day == o.TradeOn && d.Status == FundDayStatus.Closed && d.ClosedAt < late)
            : !db.Set<FundDay>().Any(d => d.FundId == o.FundId && d.Day >= o.TradeOn)));
        await foreach (var order in overdue.AsAsyncEnumerable())
        {
            yield return new Violation("an order takes its steps in time", $"fund order {order.Id.Value}", $"{order.Status}, due since {order.DueAt:u}");
        }
    }
}
