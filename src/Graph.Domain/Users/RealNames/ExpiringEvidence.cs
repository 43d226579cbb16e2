using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>Expires accepted evidence when its validity is over.</summary>
public sealed class ExpiringEvidence(EvidenceDecisions decisions) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), EvidenceId> Due = new((db, of) => db.Set<Evidence>()
        .Where(e => e.Status == EvidenceStatus.Accepted && e.ValidUntil != null && e.ValidUntil <= of.Now)
        .OrderBy(e => e.ValidUntil)
        .Select(e => e.Id)
        .Take(of.Most));

    public string Name => "expiring evidence";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => decisions.ExpireAsync((EvidenceId)id);
}

/// <summary>
/// Ends claims to be a person whose data was erased, when nobody has proved them for 30 days. The name and the number that such a claim
/// brought are erased again.
/// </summary>
public sealed class ExpiringClaims(Units units, TimeProvider clock) : IDeadline
{
    /// <summary>How long somebody has to show a face that proves the claim.</summary>
    public static readonly TimeSpan ProofTime = TimeSpan.FromDays(30);

    private static readonly KeptQuery<(DateTime Before, int Most), PersonId> Due = new((db, of) => db.Set<Person>()
        .Where(p => p.ErasedAt != null && p.MaskedIdNumber != ""
            && db.Set<Evidence>().Any(e => e.ClaimedPersonId == p.Id)
            && !db.Set<Evidence>().Any(later => later.ClaimedPersonId == p.Id && later.SubmittedAt > of.Before))
        .OrderBy(p => p.ErasedAt)
        .Select(p => p.Id)
        .Take(of.Most));

    public string Name => "expiring claims";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now - ProofTime, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(async db =>
    {
        var (now, row) = (clock.UtcNow(), db.Set<Person>().Where(p => p.Id == (PersonId)id));
        await db.LockAsync(row);
        var person = await row.AsTracking().SingleAsync(cancellationToken);
        var claims = await db.Set<Evidence>().AsTracking().Where(e => e.ClaimedPersonId == person.Id).ToListAsync(cancellationToken);
        if (person.ErasedAt is not { } erasedAt || claims.Exists(claim => claim.SubmittedAt > now - ProofTime))
        {
            return false;
        }

        foreach (var claim in claims.Where(claim => claim.Status == EvidenceStatus.Pending))
        {
            claim.Decide(new Verdict(EvidenceStatus.Expired, "Nobody proved it in time; submit it again."), now);
        }

        person.Erase(erasedAt);
        return true;
    }, cancellationToken);
}
