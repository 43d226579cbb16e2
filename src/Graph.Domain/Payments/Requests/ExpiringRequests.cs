using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Domain.Payments.Requests;

/// <summary>
/// Closes payment requests that nobody answered in time. They count as expired before that already (<see
/// cref="PaymentRequest.StatusAt"/>); this stores it.
/// </summary>
public sealed class ExpiringRequests(Units units, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), PaymentRequestId> Due = new((db, of) => db.Set<PaymentRequest>()
        .Where(r => r.Status == PaymentRequestStatus.Open && r.ExpiresAt <= of.Now)
        .OrderBy(r => r.ExpiresAt)
        .Select(r => r.Id)
        .Take(of.Most));

    public string Name => "expiring payment requests";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        var (request, now) = ((PaymentRequestId)id, clock.UtcNow());
        return units.WriteAsync(db => db.Set<PaymentRequest>()
            .Where(r => r.Id == request && r.ExpiresAt <= now)
            .TransitionAsync(r => r.Status, from: PaymentRequestStatus.Open, to: PaymentRequestStatus.Expired, set => set
                .SetProperty(r => r.ClosedAt, r => r.ExpiresAt)), CancellationToken.None);
    }
}
