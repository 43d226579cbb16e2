using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Institutions;

/// <summary>What operators do with institutions. Each is in the operator's audit log, and those who work there are told.</summary>
public sealed class InstitutionOperators(Units units, TimeProvider clock)
{
    /// <summary>
    /// Lets an institution sell its funds, or takes that back. What people hold can be redeemed in both cases. Repeating this
    /// changes nothing.
    /// </summary>
    /// <exception cref="DomainException">
    /// There is no such institution, the operator works for it, or its owner has lost CLASS_III.
    /// </exception>
    public Task<InstitutionId> VerifyAsync(UserId actor, InstitutionId id, bool isVerified = true) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var institution = await FindAsync(db, id);
        await InstitutionPolicy.RequireOthersAsync(db, actor, institution);

        // A lost level ends the verification (InstitutionsEnd), and its unit locks the owner's row. So this unit either sees the lost level, or
        // ends before that unit, which then ends the verification.
        await db.LockAsync(db.Set<User>().Where(u => u.Id == institution.OwnerId));
        new Validation()
            .Check(
                !isVerified || await db.Set<User>().AnyAsync(u => u.Id == institution.OwnerId && u.Level >= RealNameLevel.ClassIII),
                "The owner of an institution needs the level CLASS_III.",
                "institution")
            .ThrowIfAny();
        var (at, by) = isVerified ? (now, actor) : ((DateTime?)null, (UserId?)null);
        var changed = await db.Set<Institution>()
            .Where(i => i.Id == id && i.VerifiedAt == null == isVerified)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.VerifiedAt, at).SetProperty(i => i.VerifiedBy, by));
        if (changed == 1)
        {
            var may = isVerified ? "may" : "may not";
            db.Audit(actor, AuditKind.InstitutionVerified, now, $"Institution {id.Value} {may} sell its funds.");
            db.Raise(new InstitutionVerified(institution, isVerified, now));
        }

        return id;
    });

    /// <summary>
    /// Hands an institution over to a new owner, for example because the present one wants to close the account. The new owner joins the
    /// staff if need be; the former owner stays in it, and can leave. Repeating this changes nothing.
    /// </summary>
    /// <exception cref="DomainException">
    /// There is no such institution or user, the operator works for it or would own it, the account is closed, the user's level is below CLASS_III, or the user owns as many
    /// institutions as a person may, or the staff is complete.
    /// </exception>
    public Task<InstitutionId> TransferAsync(UserId actor, InstitutionId id, UserId owner) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        await InstitutionPolicy.RequireOthersAsync(db, actor, await FindAsync(db, id));
        new Validation()
            .Check(!await PersonOf.Accounts(db, actor).AnyAsync(u => u.Id == owner), "You cannot hand an institution to yourself.", "user")
            .ThrowIfAny();
        await PersonOf.LockAsync(db, owner);
        if (!await db.Set<User>().AnyAsync(u => u.Id == owner) || !await db.TryLockOpenAccountAsync(owner))
        {
            throw new DomainException(new NotFoundError("user"));
        }

        await db.LockAsync(db.Set<Institution>().Where(i => i.Id == id));
        var institution = await FindAsync(db, id);
        if (institution.OwnerId == owner)
        {
            return id;
        }

        new Validation()
            .Check(
                await db.Set<User>().AnyAsync(u => u.Id == owner && u.Level >= RealNameLevel.ClassIII),
                "The owner of an institution needs the level CLASS_III.",
                "user")
            .ThrowIfAny();
        var owned = await db.Set<Institution>().CountAsync(i => PersonOf.Accounts(db, owner).Any(u => u.Id == i.OwnerId) && i.Id != id);
        InstitutionRegister.Require(owned < Institution.MaxPerPerson, Institution.MaxPerPerson);
        var staff = await db.Set<BusinessMember>().Where(m => m.AccountId == institution.SettlementId).Select(m => m.UserId).ToListAsync();
        if (!staff.Contains(owner))
        {
            InstitutionRegister.Require(staff.Count < Institution.MaxStaff, Institution.MaxStaff);
            await Employment.EmployAsync(db, institution.SettlementId, owner, Role.Institution, now);
            await db.SaveChangesAsync();
        }

        await db.Set<Institution>().Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.OwnerId, owner));
        db.Audit(actor, AuditKind.InstitutionTransferred, now, $"Institution {id.Value} has the owner {owner.Value}.");
        db.Raise(new InstitutionTransferred(institution, owner, now));
        return id;
    });

    private static async Task<Institution> FindAsync(GraphDb db, InstitutionId id) =>
        await db.Set<Institution>().SingleOrDefaultAsync(i => i.Id == id) ?? throw new DomainException(new NotFoundError("institution"));
}
