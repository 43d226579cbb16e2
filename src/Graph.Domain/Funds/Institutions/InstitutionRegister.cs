using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Institutions;

/// <summary>Manages institutions and their staff.</summary>
public sealed class InstitutionRegister(Units units, GeneralLedger ledger, TimeProvider clock)
{
    /// <summary>Opens an institution. It can prepare funds at once, and sells them when an operator has verified it.</summary>
    public Task<InstitutionId> OpenAsync(UserId owner, string name, string licenceNumber)
    {
        var check = new Validation();
        name = check.Text(TextKind.DisplayName, name, "name");
        var licence = Licence.Normalize(licenceNumber);
        check
            .Check(Licence.IsValid(licence), "This is not a valid unified social credit code; check all 18 characters.", "licenceNumber")
            .ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            new Validation()
                .Check(
                    !await db.Set<Institution>().AnyAsync(i => i.LicenceNumber == licence),
                    "Another institution already uses this licence. If it is your company's, ask an operator to hand the institution over.",
                    "licenceNumber")
                .ThrowIfAny();
            await PersonOf.LockAsync(db, owner);
            await db.LockOpenAccountAsync(owner);
            var owned = await db.Set<Institution>().CountAsync(i => PersonOf.Accounts(db, owner).Any(u => u.Id == i.OwnerId));
            Require(owned < Institution.MaxPerPerson, Institution.MaxPerPerson);
            var now = clock.UtcNow();
            var institution = new Institution
            {
                Id = new InstitutionId(clock.NewGuid()),
                Name = name,
                SortName = SortKey.Of(name),
                LicenceNumber = licence,
                OwnerId = owner,
                SettlementId = ledger.OpenSettlement(db),
                OpenedAt = now,
            };
            db.Set<Institution>().Add(institution);
            await Employment.EmployAsync(db, institution.SettlementId, owner, Role.Institution, now);
            return institution.Id;
        });
    }

    /// <summary>Adds a friend of the owner to the staff. Repeating this changes nothing.</summary>
    public Task<InstitutionId> AddStaffAsync(UserId actor, InstitutionId id, UserId user) => units.WriteAsync(async db =>
    {
        var institution = await OwnedAsync(db, actor, id);
        if (!await db.UsersFor(actor).AnyAsync(u => u.Id == user))
        {
            throw new DomainException(new NotFoundError("user"));
        }

        await db.LockAsync(db.Set<Institution>().Where(i => i.Id == id));
        var staff = await db.Set<BusinessMember>().Where(m => m.AccountId == institution.SettlementId).Select(m => m.UserId).ToListAsync();
        if (staff.Contains(user))
        {
            return id;
        }

        await FriendPolicy.RequireAsync(db, actor, user, "user");
        Require(staff.Count < Institution.MaxStaff, Institution.MaxStaff);
        await Employment.EmployAsync(db, institution.SettlementId, user, Role.Institution, clock.UtcNow());
        return id;
    });

    /// <summary>
    /// Removes a member of the staff. The owner can remove all others; other members can only remove themselves. Repeating this
    /// changes nothing.
    /// </summary>
    public Task<InstitutionId> RemoveStaffAsync(UserId actor, InstitutionId id, UserId user) => units.WriteAsync(async db =>
    {
        var institution = actor == user
            ? await InstitutionPolicy.StaffedAsync(db, actor, id, "institution")
            : await InstitutionPolicy.ActingAsync(db, actor, id, clock.UtcNow(), "institution");
        if (user == institution.OwnerId || (actor != institution.OwnerId && actor != user))
        {
            throw new DomainException(new InstitutionOwnerOnlyError());
        }

        await Employment.DismissAsync(db, institution.SettlementId, user, Role.Institution, InstitutionPolicy.Of(db, user));
        return id;
    });

    private async Task<Institution> OwnedAsync(GraphDb db, UserId actor, InstitutionId id)
    {
        var institution = await InstitutionPolicy.ActingAsync(db, actor, id, clock.UtcNow(), "institution");
        return institution.OwnerId == actor ? institution : throw new DomainException(new InstitutionOwnerOnlyError());
    }

    internal static void Require(bool holds, int limit)
    {
        if (!holds)
        {
            throw new DomainException(new InstitutionLimitError(limit));
        }
    }
}
