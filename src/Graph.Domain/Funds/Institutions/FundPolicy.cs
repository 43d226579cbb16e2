using System.Linq.Expressions;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds.Institutions;

/// <summary>
/// The conditions under which users see institutions and funds. Everybody sees them once an operator has verified the
/// institution. Before that, and after it was taken back, only its staff do, and those who have invested there, so that they can
/// redeem. Operators see all; ask for theirs without this condition.
/// </summary>
public static class FundPolicy
{
    /// <summary>Selects the funds that are for sale: those of institutions that an operator has verified.</summary>
    public static Expression<Func<Fund, bool>> IsForSale(GraphDb db) => fund =>
        db.Set<Institution>().Any(i => i.Id == fund.InstitutionId && i.VerifiedAt != null);

    public static Expression<Func<Institution, bool>> SeesInstitution(UserId viewer, GraphDb db) => institution =>
        institution.VerifiedAt != null
        || db.Set<BusinessMember>().Any(b => b.AccountId == institution.SettlementId && b.UserId == viewer)
        || db.Set<FundOrder>().Any(o => o.UserId == viewer
            && db.Set<Fund>().Any(f => f.Id == o.FundId && f.InstitutionId == institution.Id));

    public static Expression<Func<Fund, bool>> SeesFund(UserId viewer, GraphDb db) => fund =>
        db.Set<Institution>().Where(SeesInstitution(viewer, db)).Any(i => i.Id == fund.InstitutionId);
}
