using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>The evidence that is being decided. The channel's own action may still change the verdict.</summary>
internal sealed class Decision(Evidence row, Verdict verdict)
{
    public Evidence Row => row;

    public Verdict Verdict { get; set; } = verdict;
}

/// <summary>
/// Stores evidence with the verifier's decision, withdraws it, and computes the level from what is accepted. It is the
/// same for every channel.
/// </summary>
public sealed class EvidenceDecisions(
    Units units, IWalletLock wallets, AccountLocks locks, IEnumerable<ILevelLoss> losses, TimeProvider clock)
{
    /// <summary>
    /// Stores the evidence with everything that belongs to it, and the new level, in one transaction.
    /// </summary>
    internal Task<EvidenceId> DecideAsync(
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
        await SupersedePendingAsync(db, id, evidence, now);
        if (evidence.Status != EvidenceStatus.Pending)
        {
            db.Raise(new EvidenceDecided(evidence));
            db.Audit(id, AuditKind.EvidenceDecided, now, $"{UpperCase.Of(kind)}: {UpperCase.Of(evidence.Status)}.");
        }

        await ReassessAsync(db, id, now);
        return evidence.Id;
    });

    /// <summary>
    /// Accepts the phone of an account that has just proved it, in the current unit. The caller computes the level.
    /// </summary>
    internal EvidenceId AcceptPhone(GraphDb db, UserId id, DateTime now, SessionId? session = null)
    {
        var evidence = Evidence.Submit(new EvidenceId(clock.NewGuid()), id, EvidenceKind.Phone, now);
        evidence.Decide(Verdict.Accepted, now);
        db.Set<Evidence>().Add(evidence);
        db.Audit(id, AuditKind.EvidenceDecided, now, "PHONE: ACCEPTED.", session);
        return evidence.Id;
    }

    /// <summary>
    /// Revokes all accepted evidence of a channel; the level changes at once. Operators use it through a command of
    /// the program. Returns how many pieces of evidence were revoked; null when no account has that phone number.
    /// </summary>
    public Task<int?> RevokeAsync(string phone, EvidenceKind kind, string reason) => units.WriteAsync<int?>(async db =>
    {
        var now = clock.UtcNow();
        var id = await db.Set<User>().Where(u => u.Phone == (Pasted.Phone(phone) ?? phone)).Select(u => (UserId?)u.Id).SingleOrDefaultAsync();
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

    /// <summary>Expires accepted evidence whose validity is over. Returns false when this was already done.</summary>
    internal Task<bool> ExpireAsync(EvidenceId id) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var evidence = await db.Set<Evidence>().AsTracking()
            .SingleOrDefaultAsync(e => e.Id == id && e.Status == EvidenceStatus.Accepted && e.ValidUntil <= now);
        if (evidence is null)
        {
            return false;
        }

        if (await db.Set<Evidence>().AnyAsync(e =>
            e.UserId == evidence.UserId && e.Kind == evidence.Kind && e.Id != id && e.Status == EvidenceStatus.Accepted
            && (e.ValidUntil == null || e.ValidUntil > now)))
        {
            // It was renewed in time, so there is nothing to tell its owner.
            evidence.Withdraw(EvidenceStatus.Expired, "A later submission took its place.", now);
            return true;
        }

        await WithdrawAsync(db, evidence.UserId, [evidence], EvidenceStatus.Expired, "It is too old; submit it again.", now);
        return true;
    });

    /// <summary>Ends the acceptance of evidence, in the current unit, and computes the level again.</summary>
    internal async Task WithdrawAsync(
        GraphDb db, UserId owner, IReadOnlyCollection<Evidence> accepted, EvidenceStatus status, string reason, DateTime now)
    {
        foreach (var evidence in accepted)
        {
            evidence.Withdraw(status, reason, now);
            db.Raise(new EvidenceDecided(evidence));
            db.Audit(owner, AuditKind.EvidenceDecided, now, $"{UpperCase.Of(evidence.Kind)}: {UpperCase.Of(status)}. {reason}");
            if (evidence.Kind == EvidenceKind.Phone)
            {
                (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == owner)).DoubtPhone();
            }
        }

        await ReassessAsync(db, owner, now);
    }

    /// <summary>
    /// Computes the level from the accepted evidence, and ends what the user may no longer have with a lower level.
    /// </summary>
    internal async Task ReassessAsync(GraphDb db, UserId id, DateTime now)
    {
        await db.SaveChangesAsync();
        await AccountLocks.LockUsersAsync(db, [id]);
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
        var before = user.Level;
        var isChanged = user.Reassess(await AcceptedAsync(db, id));

        // The wallet is locked before the level is written. A payment that waits for the lock sees the new level; a payment that
        // holds it ends first.
        await (user.Level < before ? locks.LockAsync(db, StopReason.LostLevel, id) : wallets.LockAsync(db, id));
        if (!isChanged)
        {
            return;
        }

        db.Raise(new LevelChanged(id, before, user.Level, now));
        db.Audit(id, AuditKind.LevelChanged, now, $"From {UpperCase.Of(before)} to {UpperCase.Of(user.Level)}.");
        if (user.Level < before)
        {
            // Saves the user's row first. A deal that is being published waits for that row, and then sees the new
            // level.
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

    private static async Task SupersedePendingAsync(GraphDb db, UserId id, Evidence by, DateTime now)
    {
        var pending = await db.Set<Evidence>().AsTracking()
            .Where(e => e.UserId == id && e.Kind == by.Kind && e.Id != by.Id && e.Status == EvidenceStatus.Pending)
            .ToListAsync();
        foreach (var earlier in pending)
        {
            earlier.Decide(new Verdict(EvidenceStatus.Expired, "A later submission took its place."), now);
        }
    }
}
