using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// Says which accounts belong to one person. A stranger may know a name and an identity number too. So an
/// account joins an existing person only by a face that is accepted against the number, or by a code to the phone of
/// another account of that person. The account that shows a face first is the person's, and accounts that have only
/// the identity card, or a code to that account's phone, lose it.
/// </summary>
public sealed class PersonAccounts(EvidenceDecisions decisions, AccountLocks locks, TimeProvider clock)
{
    internal const string ClaimNeedsProof =
        "Another account was identified with this number. Submit your face, or a code to the phone of that account.";

    private const string LostToAFace = "Another account has shown the face that belongs to this identity number.";

    /// <summary>
    /// Returns whether an account must prove more than the number: other accounts belong to the person, or somebody has
    /// shown the person's face, even if those accounts are closed now. Locks the person, so that two accounts cannot join
    /// at once.
    /// </summary>
    internal static async Task<bool> NeedsProofAsync(GraphDb db, PersonId person, UserId id)
    {
        await db.LockAsync(db.Set<Person>().Where(p => p.Id == person));
        return await db.Set<Person>().AnyAsync(p => p.Id == person && p.FaceShownAt != null)
            || await db.Set<User>().AnyAsync(u => u.PersonId == person && u.Id != id);
    }

    /// <summary>
    /// Returns the person as whom the account is identified, or the one whom it claims to be; null when there is none.
    /// </summary>
    internal async Task<Person?> OfAccountOrClaimAsync(GraphDb db, UserId id)
    {
        var known = await db.Set<User>().Where(u => u.Id == id).Select(u => u.PersonId).SingleAsync();
        var claimed = known ?? (await ClaimOfAsync(db, id))?.ClaimedPersonId;
        return claimed is { } person ? await db.Set<Person>().SingleAsync(p => p.Id == person) : null;
    }

    /// <summary>
    /// Joins the account to the person whom it claims to be, because it has a code to the phone of another account of
    /// that person. Returns the accepted identity card; null when there is no such claim, or the phone is another one.
    /// </summary>
    internal async Task<EvidenceId?> JoinByPhoneAsync(GraphDb db, UserId id, string phone)
    {
        // The account is read first: when another unit identifies it meanwhile, its version has changed, and this one is tried again.
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
        var (now, claim) = (clock.UtcNow(), await ClaimOfAsync(db, id));
        if (user.PersonId is not null || claim is null)
        {
            return null;
        }

        var person = await LockedAsync(db, claim.ClaimedPersonId!.Value);
        var through = await db.Set<User>().SingleOrDefaultAsync(u => u.Phone == phone && u.IsPhoneProved && u.PersonId == person.Id);
        if (through is null || through.IsRestrictedAt(now) || through.FrozenAt is not null)
        {
            return null;
        }

        await JoinAsync(db, user, claim, person, through.Id, now);
        await decisions.ReassessAsync(db, id, now);
        return claim.Id;
    }

    /// <summary>
    /// Notes that the account has shown the face of the person, and joins it if it only claims to be that person.
    /// Returns false when it does neither any more. The caller computes the level.
    /// </summary>
    internal async Task<bool> ShowFaceAsync(GraphDb db, UserId id, PersonId personId)
    {
        var now = clock.UtcNow();
        var person = await LockedAsync(db, personId);
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
        if (user.PersonId is null && await ClaimOfAsync(db, id) is { } claim && claim.ClaimedPersonId == personId)
        {
            await JoinAsync(db, user, claim, person, through: null, now);
        }

        if (user.PersonId != personId)
        {
            return false;
        }

        if (person.FaceShownAt is null)
        {
            person.ShowFace(now);
            await EndImpostorsAsync(db, id, personId, now);
        }

        return true;
    }

    private static async Task JoinAsync(GraphDb db, User user, Evidence claim, Person person, UserId? through, DateTime now)
    {
        var id = user.Id;
        var others = await db.Set<User>().Where(u => u.PersonId == person.Id && u.Id != id).Select(u => u.Id).ToListAsync();
        claim.Decide(Verdict.Accepted, now);
        person.Return();
        user.Identify(person, through);
        db.Raise(new EvidenceDecided(claim));
        db.Audit(id, AuditKind.EvidenceDecided, now, "ID_CARD: ACCEPTED.");
        foreach (var other in others)
        {
            db.Audit(other, AuditKind.PersonJoined, now, "Another account was identified as you.", isByNoSession: true);
            db.Raise(new PersonJoined(other, id, now));
        }
    }

    /// <summary>
    /// Takes the identity from accounts that have only the identity card. Accounts to whose phones the one with the face has shown a code,
    /// and those that are linked to them, keep it: the same person holds all those phones. An account that joined by a code to the phone
    /// of the one with the face loses it: one stolen message is enough for that, and the person can join it again.
    /// </summary>
    private async Task EndImpostorsAsync(GraphDb db, UserId id, PersonId person, DateTime now)
    {
        var accounts = await db.Set<User>().AsTracking().Where(u => u.PersonId == person).ToListAsync();
        HashSet<UserId> kept = [id];
        while (accounts.Find(a => !kept.Contains(a.Id)
            && ((a.JoinedThroughId is { } through && through != id && kept.Contains(through))
                || accounts.Exists(k => kept.Contains(k.Id) && k.JoinedThroughId == a.Id))) is { } linked)
        {
            kept.Add(linked.Id);
        }

        var lost = accounts.Where(a => !kept.Contains(a.Id)).OrderBy(a => a.Id.Value).ToList();
        await locks.LockAsync(db, StopReason.LostLevel, [.. lost.Select(account => account.Id), id]);
        foreach (var account in lost)
        {
            var cards = await db.Set<Evidence>().AsTracking()
                .Where(e => e.UserId == account.Id && e.Kind == EvidenceKind.IdCard && e.Status == EvidenceStatus.Accepted)
                .ToListAsync();
            await decisions.WithdrawAsync(db, account.Id, cards, EvidenceStatus.Revoked, LostToAFace, now);
            account.LoseIdentity();
        }
    }

    private static async Task<Person> LockedAsync(GraphDb db, PersonId id)
    {
        await db.LockAsync(db.Set<Person>().Where(p => p.Id == id));
        return await db.Set<Person>().AsTracking().SingleAsync(p => p.Id == id);
    }

    /// <summary>Returns the identity card of the account that waits for proof.</summary>
    private static Task<Evidence?> ClaimOfAsync(GraphDb db, UserId id) => db.Set<Evidence>().AsTracking()
        .Where(e => e.UserId == id && e.Kind == EvidenceKind.IdCard && e.Status == EvidenceStatus.Pending && e.ClaimedPersonId != null)
        .OrderByDescending(e => e.SubmittedAt)
        .FirstOrDefaultAsync();
}
