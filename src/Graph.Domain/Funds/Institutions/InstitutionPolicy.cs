using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
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

    /// <summary>
    /// Returns the institution like <see cref="StaffedAsync"/>, for what changes its funds or its staff.
    /// </summary>
    /// <exception cref="DomainException">The actor does not work for it, or the actor's account is frozen or restricted.</exception>
    public static async Task<Institution> ActingAsync(GraphDb db, UserId actor, InstitutionId id, DateTime now, params IReadOnlyList<string> path)
    {
        var institution = await StaffedAsync(db, actor, id, path);
        await Restrictions.RequireActiveAsync(db, actor, now);
        return institution;
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
    /// institution is gone. An operator who has money in the fund, or works for it, is no operator here.
    /// </summary>
    public static async Task<Fund> PublishedFundAsync(GraphDb db, UserId actor, FundId id, DateTime now)
    {
        if (await IsOperatorAsync(db, actor, now) && await db.Set<Fund>().SingleOrDefaultAsync(f => f.Id == id) is { } found
            && !await HasStakeAsync(db, actor, found))
        {
            return found;
        }

        var fund = await StaffedFundAsync(db, actor, id);
        await Restrictions.RequireActiveAsync(db, actor, now);
        return fund;
    }

    /// <summary>
    /// Requires that an operator does not act in their own cause: neither this account nor another one of the same person works for
    /// the institution.
    /// </summary>
    /// <exception cref="DomainException">One of them does.</exception>
    internal static async Task RequireOthersAsync(GraphDb db, UserId actor, Institution institution, string path = "institution")
    {
        if (await PersonOf.Accounts(db, actor).AnyAsync(u => db.Set<BusinessMember>().Any(m => m.AccountId == institution.SettlementId && m.UserId == u.Id)))
        {
            throw Validation.Error("You work for this institution, with this account or another one. Ask another operator.", path);
        }
    }

    /// <summary>
    /// Whether the value of the fund is the actor's own business: one of the person's accounts works for the institution, holds units,
    /// or has an order that waits.
    /// </summary>
    internal static Task<bool> HasStakeAsync(GraphDb db, UserId actor, Fund fund) => PersonOf.Accounts(db, actor).AnyAsync(u =>
        db.Set<Institution>().Any(i => i.Id == fund.InstitutionId
            && db.Set<BusinessMember>().Any(m => m.AccountId == i.SettlementId && m.UserId == u.Id))
        || db.Set<Holding>().Any(h => h.FundId == fund.Id && h.UserId == u.Id && h.Units > 0)
        || db.Set<FundOrder>().Any(o => o.FundId == fund.Id && o.UserId == u.Id
            && (o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced)));

    internal static async Task<bool> IsOperatorAsync(GraphDb db, UserId actor, DateTime now) =>
        (await db.Set<User>().SingleAsync(u => u.Id == actor)).IsOperatorAt(now);
}
