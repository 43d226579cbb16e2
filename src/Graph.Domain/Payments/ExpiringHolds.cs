using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Domain.Payments;

/// <summary>Gives back the money of holds that have expired.</summary>
public sealed class ExpiringHolds(Units units, GeneralLedger ledger) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), TransactionId> Due = new((db, of) => db.Set<Hold>()
        .Where(h => h.Status == HoldStatus.Open && h.ExpiresAt <= of.Now)
        .OrderBy(h => h.ExpiresAt)
        .Select(h => h.TransactionId)
        .Take(of.Most));

    public string Name => "expiring holds";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(
        db => ledger.VoidHoldAsync(db, (TransactionId)id, TransactionStatus.Expired, "It expired."), CancellationToken.None);
}
