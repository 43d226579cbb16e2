using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users;

// From a verdict to the level: the same for every channel.
public sealed partial class RealNames
{
    /// <summary>What is being decided; the act may still turn the verdict.</summary>
    private sealed class Decision(Evidence row, Verdict verdict)
    {
        public Evidence Row => row;

        public Verdict Verdict { get; set; } = verdict;
    }

    /// <summary>Evidence, what hangs on it, and the level that follows, in one transaction.</summary>
    private Task<EvidenceId> DecideAsync(
        UserId id,
        EvidenceKind kind,
        Verdict verdict,
        Func<GraphDb, Decision, Task> act) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var evidence = Evidence.Submit(new EvidenceId(clock.NewGuid()), id, kind, now);
        var decision = new Decision(evidence, verdict);
        db.Evidence.Add(evidence);
        await act(db, decision);
        evidence.Decide(decision.Verdict, now);
        await SupersedePendingAsync(db, id, kind, now);
        if (evidence.Status != EvidenceStatus.Pending)
        {
            db.Raise(new EvidenceDecided(evidence));
        }

        await db.SaveChangesAsync();
        var user = await db.Users.AsTracking().SingleAsync(u => u.Id == id);
        var before = user.Level;
        if (user.Reassess(await AcceptedAsync(db, id)))
        {
            db.Raise(new LevelChanged(id, before, user.Level, now));
        }

        return evidence.Id;
    });

    private static Task<List<EvidenceKind>> AcceptedAsync(GraphDb db, UserId id) => db.Evidence
        .Where(e => e.UserId == id && e.Status == EvidenceStatus.Accepted)
        .Select(e => e.Kind)
        .Distinct()
        .ToListAsync();

    private static async Task SupersedePendingAsync(GraphDb db, UserId id, EvidenceKind kind, DateTime now)
    {
        var pending = await db.Evidence.AsTracking()
            .Where(e => e.UserId == id && e.Kind == kind && e.Status == EvidenceStatus.Pending)
            .ToListAsync();
        foreach (var earlier in pending)
        {
            earlier.Decide(new Verdict(EvidenceStatus.Expired, "A later submission took its place."), now);
        }
    }

    private byte[] HashOf(UserId id, string code) => hash.Of("phone code", $"{id.Value:N} {code}");
}
