using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Users.RealNames;

/// <summary>Evidence that was accepted until a day: once that is over, it counts no longer.</summary>
public sealed class ExpiringEvidence(Units units, IdentityProofing realNames, TimeProvider clock, ILogger<ExpiringEvidence> log)
    : LeasedWork(units, clock, log)
{
    private const int AtATime = 200;

    protected override string Name => "expiring evidence";

    protected override async Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        var due = await Units.ReadAsync(db => db.Set<Evidence>()
            .Where(e => e.Status == EvidenceStatus.Accepted && e.ValidUntil != null && e.ValidUntil <= now)
            .OrderBy(e => e.ValidUntil)
            .Select(e => e.Id)
            .Take(AtATime)
            .ToListAsync(cancellationToken));
        return due.ConvertAll(id => (Func<Task>)(() => realNames.ExpireAsync(id)));
    }
}
