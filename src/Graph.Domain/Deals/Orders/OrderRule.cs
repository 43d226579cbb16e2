using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Checks that escrow holds exactly the money of open orders, and that the money of a closed order has left it
/// completely: to the merchant and the user who shared the deal, or back to the buyer.
/// </summary>
public sealed class OrderRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var escrows = db.Set<Account>()
            .Where(a => a.Kind == AccountKind.Escrow)
            .Select(a => new
            {
                a.Id,
                Balance = a.CreditsPosted - a.DebitsPosted,
                Open = db.Set<Order>()
                    .Where(o => o.EscrowId == a.Id
                        && (o.Status == OrderStatus.WaitingForGroup || o.Status == OrderStatus.Paid || o.Status == OrderStatus.RefundRequested))
                    .Sum(o => o.Paid),
            })
            .Where(a => a.Balance != a.Open);
        await foreach (var escrow in escrows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "escrow is what open orders paid", $"account {escrow.Id.Value}", $"{escrow.Balance}, open orders {escrow.Open}");
        }

        // Adds up what each order paid, and what left escrow for it and to whom. It uses the postings of the
        // transactions that belong to the order.
        var orders =
            from order in db.Set<Order>()
            join merchant in db.Set<Merchant>() on order.MerchantId equals merchant.Id
            join buyer in db.Set<Account>() on order.BuyerId equals buyer.OwnerId
            select new
            {
                order.Id,
                order.Status,
                order.Paid,
                order.Reward,
                Bought = (
                    from link in db.Set<OrderTransaction>()
                    join posting in db.Set<Posting>() on link.TransactionId equals posting.TransactionId
                    where link.OrderId == order.Id && posting.DebitId == buyer.Id && posting.CreditId == order.EscrowId
                    select posting.Amount).Sum(),
                Released = (
                    from link in db.Set<OrderTransaction>()
                    join posting in db.Set<Posting>() on link.TransactionId equals posting.TransactionId
                    where link.OrderId == order.Id && posting.DebitId == order.EscrowId && posting.CreditId == merchant.SettlementId
                    select posting.Amount).Sum(),
                Rewarded = (
                    from link in db.Set<OrderTransaction>()
                    join posting in db.Set<Posting>() on link.TransactionId equals posting.TransactionId
                    join sharer in db.Set<Account>() on posting.CreditId equals sharer.Id
                    where link.OrderId == order.Id && posting.DebitId == order.EscrowId
                        && order.SharerId != null && sharer.OwnerId == order.SharerId
                    select posting.Amount).Sum(),
                Refunded = (
                    from link in db.Set<OrderTransaction>()
                    join posting in db.Set<Posting>() on link.TransactionId equals posting.TransactionId
                    where link.OrderId == order.Id && posting.DebitId == order.EscrowId && posting.CreditId == buyer.Id
                    select posting.Amount).Sum(),
            };
        var wrong = orders.Where(o =>
            o.Bought != o.Paid
            || o.Released != (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed ? o.Paid - o.Reward : 0)
            || o.Rewarded != (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed ? o.Reward : 0)
            || o.Refunded != (o.Status == OrderStatus.Refunded || o.Status == OrderStatus.Expired ? o.Paid : 0));
        await foreach (var order in wrong.AsAsyncEnumerable())
        {
            yield return new Violation(
                "an order moved the money that its status requires",
                $"order {order.Id.Value}",
                $"{order.Status} of {order.Paid}: bought {order.Bought}, released {order.Released}, rewarded {order.Rewarded}, refunded {order.Refunded}");
        }

        var settlements = db.Set<Merchant>()
            .Select(m => new
            {
                m.Id,
                Balance = db.Set<Account>().Where(a => a.Id == m.SettlementId).Sum(a => a.CreditsPosted - a.DebitsPosted),
                Earned = db.Set<Order>()
                    .Where(o => o.MerchantId == m.Id && (o.Status == OrderStatus.Redeemed || o.Status == OrderStatus.Completed))
                    .Sum(o => o.Paid - o.Reward),
                PaidOut = db.Set<Transaction>()
                    .Where(t => t.BusinessId == m.SettlementId
                        && t.Kind == TransactionKind.SettlementWithdrawal && t.Status == TransactionStatus.Posted)
                    .Sum(t => t.Amount),
            })
            .Where(m => m.Balance != m.Earned - m.PaidOut);
        await foreach (var merchant in settlements.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a settlement is what orders earned, less what was paid out",
                $"merchant {merchant.Id.Value}",
                $"{merchant.Balance}, earned {merchant.Earned}, paid out {merchant.PaidOut}");
        }

        var unordered = db.Set<Transaction>()
            .Where(t => t.Kind == TransactionKind.Purchase || t.Kind == TransactionKind.EscrowRelease || t.Kind == TransactionKind.ShareReward)
            .Where(t => !db.Set<OrderTransaction>().Any(o => o.TransactionId == t.Id))
            .Select(t => t.Id);
        await foreach (var id in unordered.AsAsyncEnumerable())
        {
            yield return new Violation(
                "each transaction that moves escrow belongs to an order",
                $"transaction {id.Value}",
                "no order");
        }
    }
}
