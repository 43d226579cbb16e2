using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Requests;

/// <summary>
/// Checks that a paid request moved its amount between its two people, and that the shares of a bill add up to its
/// total.
/// </summary>
public sealed class PaymentRequestRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var paid =
            from request in db.Set<PaymentRequest>()
            join transaction in db.Set<Transaction>() on request.TransactionId equals transaction.Id
            where transaction.Status != TransactionStatus.Posted
                || transaction.Amount != request.Amount
                || transaction.PayerId != request.PayerId
                || transaction.PayeeId != request.PayeeId
                || transaction.Kind != (request.BillId == null ? TransactionKind.PaymentRequest : TransactionKind.BillShare)
            select new { request.Id, request.Amount, transaction.Status, Moved = transaction.Amount };
        await foreach (var row in paid.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a paid request moved its amount between its people",
                $"payment request {row.Id.Value}",
                $"of {row.Amount}, transaction {row.Status} of {row.Moved}");
        }

        var unasked = db.Set<Transaction>()
            .Where(t => t.Kind == TransactionKind.PaymentRequest || t.Kind == TransactionKind.BillShare)
            .Where(t => !db.Set<PaymentRequest>().Any(r => r.TransactionId == t.Id))
            .Select(t => t.Id);
        await foreach (var id in unasked.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a payment of a request belongs to a request",
                $"transaction {id.Value}",
                "no request");
        }

        var bills = db.Set<Bill>()
            .Select(b => new { b.Id, b.Total, Sum = db.Set<BillShare>().Where(s => s.BillId == b.Id).Sum(s => s.Amount) })
            .Where(b => b.Total != b.Sum);
        await foreach (var bill in bills.AsAsyncEnumerable())
        {
            yield return new Violation(
                "the shares of a bill add up to its total",
                $"bill {bill.Id.Value}",
                $"{bill.Sum} of {bill.Total}");
        }

        var shares =
            from share in db.Set<BillShare>()
            join request in db.Set<PaymentRequest>() on share.RequestId equals request.Id
            where request.Amount != share.Amount || request.BillId != share.BillId || request.PayerId != share.PayerId
            select new { share.BillId, share.PayerId, share.Amount, Asked = request.Amount };
        await foreach (var share in shares.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a share equals the request for it",
                $"share of {share.PayerId.Value} in bill {share.BillId.Value}",
                $"{share.Amount}, asked {share.Asked}");
        }

        var late = clock.UtcNow() - settings.Overdue;
        var forgotten = db.Set<PaymentRequest>()
            .Where(r => r.Status == PaymentRequestStatus.Open && r.ExpiresAt < late)
            .Select(r => new { r.Id, r.ExpiresAt });
        await foreach (var request in forgotten.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a payment request is answered or expires in time", $"request {request.Id.Value}", $"due since {request.ExpiresAt:u}");
        }
    }
}
