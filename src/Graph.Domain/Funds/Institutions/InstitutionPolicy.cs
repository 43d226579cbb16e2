using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Institutions;

/// <summary>The rules for what an institution's staff may see and do, and for what only its owner may do.</summary>
public static class InstitutionPolicy
{
    /// <summary>Selects the institutions that a user works for.</summary>
    public static IQueryable<Institution> Of(GraphDb db, UserId? member) => db.Set<Institution>().Where(i =>
        db.Set<BusinessMember>().Any(b => b.AccountId == i.SettlementId && b.UserId == member));

    /// <summary>
    /// Returns the institution if the actor works for it, for a unit in which the actor acts for it. It locks the actor's
    /// membership. So the actor is removed either before, and then this refuses, or only after the unit.
    /// </summary>
    /// <exception cref="DomainException"><see cref="NotFoundError"/> when the actor does not work for it.</exception>
    public static async Task<Institution> StaffedAsync(GraphDb db, UserId actor, InstitutionId id, params IReadOnlyList<string> path)
    {
        var institution = await Of(db, actor).SingleOrDefaultAsync(i => i.Id == id);
        return institution is not null && await db.LockAsync(Employment.Of(db, institution.SettlementId, actor)) == 1
            ? institution
            : throw new DomainException(new NotFoundError(path));
    }

    /// <summary>Returns the fund if the actor works for its institution. It locks like <see cref="StaffedAsync"/>.</summary>
    public static async Task<Fund> StaffedFundAsync(GraphDb db, UserId actor, FundId id)
    {
        var fund = await db.Set<Fund>().SingleOrDefaultAsync(f => f.Id == id) ?? throw new DomainException(new NotFoundError("fund"));
        await StaffedAsync(db, actor, fund.InstitutionId, "fund");
        return fund;
    }

    /// <summary>
    /// Returns the fund if the actor may publish its days: as staff, or as an operator, so that people get out of a fund whose
    /// institution is gone.
    /// </summary>
    public static async Task<Fund> PublishedFundAsync(GraphDb db, UserId actor, FundId id) =>
        await IsOperatorAsync(db, actor) && await db.Set<Fund>().SingleOrDefaultAsync(f => f.Id == id) is { } fund
            ? fund
            : await StaffedFundAsync(db, actor, id);

    internal static async Task<bool> IsOperatorAsync(GraphDb db, UserId actor) =>
        (await db.Set<User>().SingleAsync(u => u.Id == actor)).Roles.Contains(Role.Admin);
}
