using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

/// <summary>
/// Checks that each transaction has the status that the bank's answer requires, that the balance of the bank's account
/// equals the sum of all settled requests, that the bank does not contradict itself, and that it is asked again in time.
/// </summary>
public sealed class BankRequestRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        var rows =
            from request in db.Set<BankRequest>()
            join transaction in db.Set<Transaction>() on request.TransactionId equals transaction.Id
            where request.Amount != transaction.Amount
                || (request.Status == BankRequestStatus.Open) != (transaction.Status == TransactionStatus.Pending)
                || (request.Status == BankRequestStatus.Settled) != (transaction.Status == TransactionStatus.Posted)
            select new { request.Id, request.Status, request.Amount, Stands = transaction.Status, Is = transaction.Amount };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a transaction has the status of the bank's answer",
                $"bank request {row.Id.Value}",
                $"{row.Status} of {row.Amount}, transaction {row.Stands} of {row.Is}");
        }

        var settled = await db.Set<BankRequest>()
            .Where(r => r.Status == BankRequestStatus.Settled)
            .SumAsync(r => r.Direction == BankDirection.FromCard ? r.Amount : -r.Amount);
        var bank = await db.Set<Account>().SingleAsync(a => a.Id == Account.BankId);
        if (bank.Balance.MinorUnits != -settled)
        {
            yield return new Violation(
                "the bank's balance is what it settled",
                "account of the bank",
                $"{bank.Balance}, settled {settled}");
        }

        var contradicted = Contradictions.Open(db).Select(r => new { r.Id, r.Status, r.ContradictedAt });
        await foreach (var row in contradicted.AsAsyncEnumerable())
        {
            yield return new Violation(
                "the bank does not contradict itself",
                $"bank request {row.Id.Value}",
                $"recorded as {row.Status}, and the opposite was said at {row.ContradictedAt:u}; ask the bank, then run clear-bank");
        }

        var late = clock.UtcNow() - settings.Overdue;
        var unasked = db.Set<BankRequest>()
            .Where(r => r.Status == BankRequestStatus.Open && r.NextAttemptAt < late)
            .Select(r => new { r.Id, r.NextAttemptAt });
        await foreach (var row in unasked.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a silent bank is asked again in time", $"bank request {row.Id.Value}", $"due since {row.NextAttemptAt:u}");
        }
    }
}
