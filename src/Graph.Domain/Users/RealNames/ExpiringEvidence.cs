using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>Expires accepted evidence when its validity is over.</summary>
public sealed class ExpiringEvidence(EvidenceDecisions decisions) : IDeadline
{
    public string Name => "expiring evidence";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await db.Set<Evidence>()
            .Where(e => e.Status == EvidenceStatus.Accepted && e.ValidUntil != null && e.ValidUntil <= now)
            .OrderBy(e => e.ValidUntil)
            .Select(e => e.Id)
            .Take(most)
            .ToListAsync(cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => decisions.ExpireAsync((EvidenceId)id);
}
