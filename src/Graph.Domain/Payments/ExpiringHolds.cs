using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>Gives back the money of holds that have expired.</summary>
public sealed class ExpiringHolds(Units units, GeneralLedger ledger) : IDeadline
{
    public string Name => "expiring holds";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await db.Set<Hold>()
            .Where(h => h.Status == HoldStatus.Open && h.ExpiresAt <= now)
            .OrderBy(h => h.ExpiresAt)
            .Select(h => h.TransactionId)
            .Take(most)
            .ToListAsync(cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(
        db => ledger.VoidHoldAsync(db, (TransactionId)id, TransactionStatus.Expired, "It expired."), CancellationToken.None);
}
