using System.Text.Json;
using Graph.Domain.Persistence;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger;

// Rules about transactions, and about what stands beside them.
public sealed partial class LedgerChecker
{
    private static async IAsyncEnumerable<Violation> TransactionsEqualPostingsAsync(GraphDb db)
    {
        var rows = db.Transactions
            .Select(t => new
            {
                t.Id,
                t.Status,
                t.Amount,
                Posted = db.Postings.Where(p => p.TransactionId == t.Id).Sum(p => p.Amount),
                Held = db.Holds.Where(h => h.TransactionId == t.Id && h.Status == HoldStatus.Open).Sum(h => h.Amount),
            })
            .Where(t =>
                t.Posted != (t.Status == TransactionStatus.Posted ? t.Amount : 0)
                || t.Held != (t.Status == TransactionStatus.Pending ? t.Amount : 0));
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a posted transaction has its postings, a pending one its hold, any other neither",
                $"transaction {row.Id.Value}",
                $"{row.Status} of {row.Amount}: posted {row.Posted}, held {row.Held}");
        }
    }

    private static async IAsyncEnumerable<Violation> StatusEqualsHistoryAsync(GraphDb db)
    {
        var rows = db.Transactions.Where(t => t.Status != db.TransactionEvents
            .Where(e => e.TransactionId == t.Id)
            .OrderByDescending(e => e.Number)
            .Select(e => (TransactionStatus?)e.Status)
            .FirstOrDefault());
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation("the status is the last step of the history", $"transaction {row.Id.Value}", $"{row.Status}");
        }
    }

    private static async IAsyncEnumerable<Violation> LimitsEqualChargesAsync(GraphDb db)
    {
        var charged = new Dictionary<(PersonId, LimitPeriod, DateOnly), long>();
        var payments = db.Transactions
            .Where(t => t.ChargedPersonId != null && (t.Status == TransactionStatus.Posted || t.Status == TransactionStatus.Pending))
            .Select(t => new { Person = t.ChargedPersonId!.Value, t.CreatedAt, t.ChargedLifetime, Amount = t.Amount - t.Refunded });
        await foreach (var payment in payments.AsAsyncEnumerable())
        {
            foreach (var period in Enum.GetValues<LimitPeriod>().Where(p => p != LimitPeriod.Lifetime || payment.ChargedLifetime))
            {
                var key = (payment.Person, period, SpendingLimits.StartOf(period, payment.CreatedAt));
                charged[key] = charged.GetValueOrDefault(key) + payment.Amount;
            }
        }

        await foreach (var counter in db.LimitCounters.AsAsyncEnumerable())
        {
            charged.Remove((counter.PersonId, counter.Period, counter.PeriodStart), out var sum);
            if (sum != counter.Used)
            {
                yield return new Violation(
                    "limits count what was paid",
                    $"limit {counter.Period} {counter.PeriodStart:O} of person {counter.PersonId.Value}",
                    $"{counter.Used}, paid {sum}");
            }
        }

        foreach (var ((person, period, start), sum) in charged.Where(pair => pair.Value != 0))
        {
            yield return new Violation(
                "limits count what was paid", $"limit {period} {start:O} of person {person.Value}", $"missing, paid {sum}");
        }
    }

    private static async IAsyncEnumerable<Violation> AnswersNameTransactionsAsync(GraphDb db)
    {
        var answered = db.Requests.Where(r => r.Result != null).Select(r => new { r.ActorId, r.Operation, r.Key, r.Result });
        var live = 0;
        await foreach (var request in answered.AsAsyncEnumerable())
        {
            var id = JsonSerializer.Deserialize<TransactionId>(request.Result!);
            var status = await db.Transactions
                .Where(t => t.Id == id && t.ActorId == request.ActorId)
                .Select(t => (TransactionStatus?)t.Status)
                .SingleOrDefaultAsync();
            live += status is null or TransactionStatus.Declined ? 0 : 1;
            if (status is null)
            {
                yield return new Violation(
                    "an answer names the transaction that it made",
                    $"request {request.Key.Value} of {request.ActorId.Value}",
                    $"{request.Operation} answered {id.Value}");
            }
        }

        var results = await db.Requests.CountAsync(r => r.Result != null);
        var distinct = await db.Requests.Where(r => r.Result != null).Select(r => r.Result).Distinct().CountAsync();
        if (results != distinct)
        {
            yield return new Violation("no two answers name one transaction", "requests", $"{results} name {distinct}");
        }

        // A declined transaction is answered by a refusal, or, if the bank was silent first, by its own name.
        var transactions = await db.Transactions.CountAsync(t => t.Status != TransactionStatus.Declined);
        var open = await db.Requests.CountAsync(r => r.Result == null && r.Refusal == null);
        if (transactions > live + open)
        {
            yield return new Violation(
                "each transaction has one request", "transactions", $"{transactions}, requests {live} answered, {open} open");
        }
    }
}
