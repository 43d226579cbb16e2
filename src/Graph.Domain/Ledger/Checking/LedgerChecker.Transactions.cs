using System.Text.Json;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Checking;

// Rules about transactions, and about limits, holds and requests that belong to them.
public sealed partial class LedgerChecker
{
    private static async IAsyncEnumerable<Violation> TransactionsEqualPostingsAsync(GraphDb db)
    {
        var rows = db.Set<Transaction>()
            .Select(t => new
            {
                t.Id,
                t.Status,
                t.Amount,
                Posted = db.Set<Posting>().Where(p => p.TransactionId == t.Id).Sum(p => p.Amount),
                Hold = db.Set<Hold>().Where(h => h.TransactionId == t.Id).Select(h => new { h.Amount, h.Status, h.PostedAmount }).SingleOrDefault(),
            })
            .Where(t => t.Posted != (t.Status != TransactionStatus.Posted ? 0 : t.Hold == null ? t.Amount : t.Hold.PostedAmount)
                || (t.Hold == null && t.Status != TransactionStatus.Posted)
                || (t.Hold != null && (t.Hold.Amount != t.Amount || t.Hold.Status != (
                    t.Status == TransactionStatus.Pending ? HoldStatus.Open
                    : t.Status == TransactionStatus.Posted ? HoldStatus.Posted
                    : t.Status == TransactionStatus.Expired ? HoldStatus.Expired
                    : HoldStatus.Voided))));
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a posted transaction has its postings, a pending one its hold, any other neither",
                $"transaction {row.Id.Value}",
                $"{row.Status} of {row.Amount}: posted {row.Posted}, hold {row.Hold?.Status} of {row.Hold?.Amount}");
        }
    }

    private static async IAsyncEnumerable<Violation> StatusEqualsHistoryAsync(GraphDb db)
    {
        var rows = db.Set<Transaction>().Where(t => t.Status != db.Set<TransactionEvent>()
            .Where(e => e.TransactionId == t.Id)
            .OrderByDescending(e => e.Number)
            .Select(e => (TransactionStatus?)e.Status)
            .FirstOrDefault());
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation("the status is the last step of the history", $"transaction {row.Id.Value}", $"{row.Status}");
        }
    }

    /// <summary>
    /// Compares counters and payments. Both are read as a single stream, sorted by person, so that memory holds the
    /// periods of only one person at a time.
    /// </summary>
    private static async IAsyncEnumerable<Violation> LimitsEqualChargesAsync(GraphDb db)
    {
        var counted = db.Set<LimitCounter>().Select(c => new
        {
            Person = c.PersonId,
            Period = (LimitPeriod?)c.Period,
            Start = (DateOnly?)c.PeriodStart,
            At = (DateTime?)null,
            Lifetime = false,
            Amount = c.Used,
        });
        var paid = db.Set<Transaction>()
            .Where(t => t.ChargedPersonId != null && (t.Status == TransactionStatus.Posted || t.Status == TransactionStatus.Pending))
            .Select(t => new
            {
                Person = t.ChargedPersonId!.Value,
                Period = (LimitPeriod?)null,
                Start = (DateOnly?)null,
                At = (DateTime?)t.CreatedAt,
                Lifetime = t.ChargedLifetime,
                Amount = t.Amount - t.Refunded,
            });
        PersonId? current = null;
        var sums = new Dictionary<(LimitPeriod Period, DateOnly Start), (long Counted, long Paid)>();
        await foreach (var row in counted.Concat(paid).OrderBy(r => r.Person).AsAsyncEnumerable())
        {
            if (current is { } before && before != row.Person)
            {
                foreach (var violation in Differences(before, sums))
                {
                    yield return violation;
                }

                sums.Clear();
            }

            current = row.Person;
            if (row is { Period: { } period, Start: { } start })
            {
                var sum = sums.GetValueOrDefault((period, start));
                sums[(period, start)] = (sum.Counted + row.Amount, sum.Paid);
                continue;
            }

            foreach (var of in Enum.GetValues<LimitPeriod>().Where(p => p != LimitPeriod.Lifetime || row.Lifetime))
            {
                var key = (of, SpendingLimits.StartOf(of, row.At!.Value));
                var sum = sums.GetValueOrDefault(key);
                sums[key] = (sum.Counted, sum.Paid + row.Amount);
            }
        }

        foreach (var violation in current is { } last ? Differences(last, sums) : [])
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> Differences(
        PersonId person, Dictionary<(LimitPeriod Period, DateOnly Start), (long Counted, long Paid)> sums) =>
        from sum in sums
        where sum.Value.Counted != sum.Value.Paid
        select new Violation(
            "the limits count the sum of the payments",
            $"limit {sum.Key.Period} {sum.Key.Start:O} of person {person.Value}",
            $"{sum.Value.Counted}, paid {sum.Value.Paid}");

    /// <summary>
    /// Checks that the refunded amount of a transaction equals the sum of its reversal, its refunds, and the part of
    /// its hold that was not posted.
    /// </summary>
    private static async IAsyncEnumerable<Violation> RefundsAddUpAsync(GraphDb db)
    {
        var rows = db.Set<Transaction>()
            .Select(t => new
            {
                t.Id,
                t.Refunded,
                Back = db.Set<Transaction>().Where(b => b.ReversesId == t.Id || b.RefundsId == t.Id).Sum(b => b.Amount),
                Kept = db.Set<Hold>().Where(h => h.TransactionId == t.Id && h.Status == HoldStatus.Posted).Sum(h => h.Amount - h.PostedAmount),
            })
            .Where(t => t.Refunded != t.Back + t.Kept);
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "the refunded amount equals the sum that went back",
                $"transaction {row.Id.Value}",
                $"{row.Refunded}, went back {row.Back + row.Kept}");
        }

        var reversals =
            from back in db.Set<Transaction>()
            join original in db.Set<Transaction>() on back.ReversesId ?? back.RefundsId equals original.Id
            where back.PayerId != original.PayeeId || back.PayeeId != original.PayerId
                || (back.ReversesId != null && back.Amount != original.Amount)
            select back.Id;
        await foreach (var id in reversals.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a reversal or refund goes back to the payer of the original",
                $"transaction {id.Value}",
                "other sides or another amount");
        }
    }

    /// <summary>
    /// Checks that each idempotency key has exactly the effect that its answer names. A unique index already makes
    /// sure that no key has two effects.
    /// </summary>
    private async IAsyncEnumerable<Violation> AnswersNameTransactionsAsync(GraphDb db)
    {
        var rows =
            from request in db.Set<Request>()
            join made in db.Set<Transaction>()
                on new { request.ActorId, Operation = (string?)request.Operation, Key = (RequestKey?)request.Key }
                equals new { made.ActorId, made.Operation, Key = made.RequestKey } into effects
            from effect in effects.DefaultIfEmpty()
            select new
            {
                request.ActorId,
                request.Operation,
                request.Key,
                request.Result,
                request.Refusal,
                Transaction = (TransactionId?)effect.Id,
                Status = (TransactionStatus?)effect.Status,
            };
        var movesMoney = kinds.All.Select(traits => traits.AnswerOf).ToHashSet();
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            var wrong = !movesMoney.Contains(row.Operation) ? null
                : row.Transaction is null && row.Result is not null ? "answered, but no transaction was made"
                : row is { Transaction: { } made, Result: not null } && JsonSerializer.Deserialize<TransactionId>(row.Result) != made
                    ? $"answered {row.Result}, made {made.Value}"
                : row.Refusal is not null && row.Status is not (null or TransactionStatus.Declined) ? $"refused, but made {row.Status}"
                : row is { Result: null, Refusal: null } && row.Status is not TransactionStatus.Pending ? "no answer"
                : null;
            if (wrong is not null)
            {
                yield return new Violation(
                    "each answer names the transaction that it made",
                    $"{row.Operation} {row.Key.Value} of {row.ActorId.Value}",
                    wrong);
            }
        }

        TransactionKind[] unbidden = [.. kinds.All.Where(traits => traits.HappensByItself).Select(traits => traits.Kind)];
        var unasked = db.Set<Transaction>()
            .Where(t => t.RequestKey == null
                ? !unbidden.Contains(t.Kind)
                : !db.Set<Request>().Any(r => r.ActorId == t.ActorId && r.Operation == t.Operation && r.Key == t.RequestKey))
            .Select(t => t.Id);
        await foreach (var id in unasked.AsAsyncEnumerable())
        {
            yield return new Violation(
                "each transaction has a request, unless its kind needs none",
                $"transaction {id.Value}",
                "no request");
        }
    }
}
