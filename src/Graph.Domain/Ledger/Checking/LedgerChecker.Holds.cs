using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Checking;

// Rules about money that is set aside: it never stays so for ever.
public sealed partial class LedgerChecker
{
    /// <summary>
    /// Finds open holds that neither settle nor expire at a time, and that no feature will end.
    /// </summary>
    private async IAsyncEnumerable<Violation> HoldsHaveAnEndAsync(GraphDb db)
    {
        var endless = db.Set<Hold>().Where(h => h.Status == HoldStatus.Open && h.SettlesAt == null && h.ExpiresAt == null);
        foreach (var feature in endsHolds)
        {
            var ended = feature.Of(db);
            endless = endless.Where(h => !ended.Contains(h.TransactionId));
        }

        await foreach (var hold in endless.AsAsyncEnumerable())
        {
            yield return new Violation(
                "an open hold has something that ends it", $"hold of transaction {hold.TransactionId.Value}", $"{hold.Amount} is held for ever");
        }
    }

    /// <summary>
    /// Finds holds whose time is over. Delayed transfers of frozen accounts wait; after the account was unfrozen, they have the
    /// same time as others that became due then.
    /// </summary>
    private async IAsyncEnumerable<Violation> HoldsEndInTimeAsync(GraphDb db)
    {
        var late = clock.UtcNow() - settings.Overdue;
        var overdue =
            from hold in db.Set<Hold>()
            join transaction in db.Set<Transaction>() on hold.TransactionId equals transaction.Id
            where hold.Status == HoldStatus.Open
                && (hold.ExpiresAt < late
                    || (hold.SettlesAt < late
                        && !db.Set<User>().Any(u => u.Id == transaction.PayerId && u.FrozenAt != null)
                        && !db.Set<AuditEvent>().Any(e => e.UserId == transaction.PayerId && e.Kind == AuditKind.Unfrozen && e.At >= late)))
            select new { hold.TransactionId, hold.SettlesAt, hold.ExpiresAt };
        await foreach (var hold in overdue.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a hold settles or expires in time",
                $"hold of transaction {hold.TransactionId.Value}",
                $"due since {hold.SettlesAt ?? hold.ExpiresAt:u}");
        }
    }
}
