using System.Linq.Expressions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>
/// The rules for what a merchant's staff may see and do, and for what only its owner may do. The staff are the members
/// of the merchant's settlement account.
/// </summary>
public static class StaffPolicy
{
    /// <summary>Selects the merchants that a user works for. Without a user it selects none.</summary>
    public static Expression<Func<Merchant, bool>> IsStaffedBy(UserId? member, GraphDb db) => merchant =>
        db.Set<BusinessMember>().Any(b => b.AccountId == merchant.SettlementId && b.UserId == member);

    /// <summary>Selects the merchants that a user works for.</summary>
    public static IQueryable<Merchant> MerchantsOf(GraphDb db, UserId? member) =>
        db.Set<Merchant>().Where(IsStaffedBy(member, db));

    /// <summary>
    /// Returns the merchant if the actor works for it, for a unit in which the actor acts for it. It locks the actor's
    /// membership. So the actor is removed either before, and then this refuses, or only after the unit.
    /// </summary>
    /// <param name="db">The context of the unit.</param>
    /// <param name="actor">The user who acts for the merchant.</param>
    /// <param name="id">The merchant.</param>
    /// <param name="path">The path in the input to the ID by which the merchant was found.</param>
    /// <exception cref="DomainException"><see cref="NotFoundError"/> when the actor does not work for it.</exception>
    public static async Task<Merchant> StaffedAsync(
        GraphDb db, UserId actor, MerchantId id, params IReadOnlyList<string> path)
    {
        var merchant = await MerchantsOf(db, actor).SingleOrDefaultAsync(m => m.Id == id);
        return merchant is not null && await db.LockAsync(Employment.Of(db, merchant.SettlementId, actor)) == 1
            ? merchant
            : throw new DomainException(new NotFoundError(path));
    }

    /// <summary>Returns the merchant if the actor is its owner. It locks like <see cref="StaffedAsync"/>.</summary>
    /// <exception cref="DomainException">
    /// <see cref="OwnerOnlyError"/> when the actor works for it but is not the owner; <see cref="NotFoundError"/> when
    /// the actor does not work for it.
    /// </exception>
    public static async Task<Merchant> OwnedAsync(GraphDb db, UserId actor, MerchantId id)
    {
        var merchant = await StaffedAsync(db, actor, id, "merchant");
        return merchant.OwnerId == actor ? merchant : throw new DomainException(new OwnerOnlyError());
    }
}
