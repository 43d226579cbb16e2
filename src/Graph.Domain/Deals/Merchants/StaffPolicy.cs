using System.Linq.Expressions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>
/// The one rule for what the staff of a merchant may see and do, and for what is its owner's alone. The staff are the members
/// of the merchant's settlement account.
/// </summary>
public static class StaffPolicy
{
    /// <summary>Whether somebody works for the merchant, as a condition of a query.</summary>
    public static Expression<Func<Merchant, bool>> IsStaffedBy(UserId? member, GraphDb db) => merchant =>
        member != null && db.Set<BusinessMember>().Any(b => b.AccountId == merchant.SettlementId && b.UserId == member);

    /// <summary>The merchants that somebody works for.</summary>
    public static IQueryable<Merchant> MerchantsOf(GraphDb db, UserId? member) =>
        db.Set<Merchant>().Where(IsStaffedBy(member, db));

    /// <summary>The merchant, for one of its staff.</summary>
    /// <exception cref="DomainException"><see cref="NotFoundError"/> for everybody else.</exception>
    public static async Task<Merchant> StaffedAsync(GraphDb db, UserId actor, MerchantId id) =>
        await MerchantsOf(db, actor).SingleOrDefaultAsync(m => m.Id == id) ?? throw new DomainException(new NotFoundError());

    /// <summary>The merchant, for its owner.</summary>
    /// <exception cref="DomainException">
    /// <see cref="OwnerOnlyError"/> for the rest of the staff, <see cref="NotFoundError"/> for everybody else.
    /// </exception>
    public static async Task<Merchant> OwnedAsync(GraphDb db, UserId actor, MerchantId id)
    {
        var merchant = await StaffedAsync(db, actor, id);
        return merchant.OwnerId == actor ? merchant : throw new DomainException(new OwnerOnlyError());
    }
}
