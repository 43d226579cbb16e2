using System.Linq.Expressions;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds.Institutions;

/// <summary>Who sees institutions and funds: everybody once they are verified, before that their staff and operators.</summary>
public static class FundPolicy
{
    public static Expression<Func<Institution, bool>> SeesInstitution(UserId viewer, bool isOperator, GraphDb db) => institution =>
        isOperator
        || institution.VerifiedAt != null
        || db.Set<BusinessMember>().Any(b => b.AccountId == institution.SettlementId && b.UserId == viewer);

    public static Expression<Func<Fund, bool>> SeesFund(UserId viewer, bool isOperator, GraphDb db) => fund =>
        isOperator
        || db.Set<Institution>().Any(i => i.Id == fund.InstitutionId
            && (i.VerifiedAt != null || db.Set<BusinessMember>().Any(b => b.AccountId == i.SettlementId && b.UserId == viewer)));
}
