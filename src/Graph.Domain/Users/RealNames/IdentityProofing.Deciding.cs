using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

// From a verdict to the level: the same for every channel.
public sealed partial class IdentityProofing
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
        db.Set<Evidence>().Add(evidence);
        await act(db, decision);
        evidence.Decide(decision.Verdict, now);
        await SupersedePendingAsync(db, id, kind, now);
        if (evidence.Status != EvidenceStatus.Pending)
        {
            db.Raise(new EvidenceDecided(evidence));
            db.Audit(id, AuditKind.EvidenceDecided, now, $"{UpperCase.Of(kind)}: {UpperCase.Of(evidence.Status)}.");
        }

        await ReassessAsync(db, id, now);
        return evidence.Id;
    });

    /// <summary>
    /// For operators, by a verb of the program: what was accepted of a channel is withdrawn, and the level follows at once.
    /// Returns how many were; null when nobody has that phone number.
    /// </summary>
    public Task<int?> RevokeAsync(string phone, EvidenceKind kind, string reason) => units.WriteAsync<int?>(async db =>
    {
        var now = clock.UtcNow();
        var id = await db.Set<User>().Where(u => u.Phone == (UserNames.NormalizePhone(phone) ?? phone)).Select(u => (UserId?)u.Id).SingleOrDefaultAsync();
        if (id is not { } owner)
        {
            return null;
        }

        var accepted = await db.Set<Evidence>().AsTracking()
            .Where(e => e.UserId == owner && e.Kind == kind && e.Status == EvidenceStatus.Accepted)
            .ToListAsync();
        await WithdrawAsync(db, owner, accepted, EvidenceStatus.Revoked, reason, now);
        return accepted.Count;
    });

    /// <summary>Ends what was accepted until a day that is over. False when somebody else did.</summary>
    internal Task<bool> ExpireAsync(EvidenceId id) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var evidence = await db.Set<Evidence>().AsTracking()
            .SingleOrDefaultAsync(e => e.Id == id && e.Status == EvidenceStatus.Accepted && e.ValidUntil <= now);
        if (evidence is null)
        {
            return false;
        }

        await WithdrawAsync(db, evidence.UserId, [evidence], EvidenceStatus.Expired, "It is too old; submit it again.", now);
        return true;
    });

    private async Task WithdrawAsync(
        GraphDb db, UserId owner, List<Evidence> accepted, EvidenceStatus status, string reason, DateTime now)
    {
        foreach (var evidence in accepted)
        {
            evidence.Withdraw(status, reason, now);
            db.Raise(new EvidenceDecided(evidence));
            db.Audit(owner, AuditKind.EvidenceDecided, now, $"{UpperCase.Of(evidence.Kind)}: {UpperCase.Of(status)}. {reason}");
        }

        await ReassessAsync(db, owner, now);
    }

    /// <summary>The level that follows from what stands accepted, and what ends with a level that is lost.</summary>
    private async Task ReassessAsync(GraphDb db, UserId id, DateTime now)
    {
        // The wallet is locked first: a payment that waits for it sees the new level, and one that has it is waited for.
        await wallets.LockAsync(db, id);
        await db.SaveChangesAsync();
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
        var before = user.Level;
        if (!user.Reassess(await AcceptedAsync(db, id)))
        {
            return;
        }

        db.Raise(new LevelChanged(id, before, user.Level, now));
        db.Audit(id, AuditKind.LevelChanged, now, $"From {UpperCase.Of(before)} to {UpperCase.Of(user.Level)}.");
        db.Touch(Topic.Of(id));
        if (user.Level < before)
        {
            // The user's row is saved first: a deal that is being published waits for it, and then sees the level.
            await db.SaveChangesAsync();
            foreach (var loss in losses)
            {
                await loss.EndAsync(db, id, user.Level, now);
            }
        }
    }

    private static Task<List<EvidenceKind>> AcceptedAsync(GraphDb db, UserId id) => db.Set<Evidence>()
        .Where(e => e.UserId == id && e.Status == EvidenceStatus.Accepted)
        .Select(e => e.Kind)
        .Distinct()
        .ToListAsync();

    private static async Task SupersedePendingAsync(GraphDb db, UserId id, EvidenceKind kind, DateTime now)
    {
        var pending = await db.Set<Evidence>().AsTracking()
            .Where(e => e.UserId == id && e.Kind == kind && e.Status == EvidenceStatus.Pending)
            .ToListAsync();
        foreach (var earlier in pending)
        {
            earlier.Decide(new Verdict(EvidenceStatus.Expired, "A later submission took its place."), now);
        }
    }

    private byte[] HashOf(UserId id, string code) => hash.Of("phone code", $"{id.Value:N} {code}");
}
