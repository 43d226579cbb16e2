using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Checks redemptions that covered what a wallet lacked: each names a payment of the same person that was made with it, and
/// that is at least as large.
/// </summary>
public sealed class CoverRule : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var rows =
            from order in db.Set<FundOrder>()
            join payment in db.Set<Transaction>() on order.PaymentId equals payment.Id
            where order.Side == FundOrderSide.Redemption
                && (order.Speed != RedemptionSpeed.Instant
                    || order.Status != FundOrderStatus.Settled
                    || order.OrderedAmount != order.Gross
                    || payment.PayerId != order.UserId
                    || payment.Kind == TransactionKind.FundSubscription
                    || payment.Amount < order.Gross)
            select new { order.Id, order.Gross, payment.Kind, payment.Amount };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a payment is covered by a redemption of its payer", $"fund order {row.Id.Value}", $"{row.Gross} for {row.Kind} of {row.Amount}");
        }
    }
}
