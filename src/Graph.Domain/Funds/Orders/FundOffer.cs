using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>The data of a person that decides whether the person may invest.</summary>
/// <param name="Level">The real-name level.</param>
/// <param name="IsFrozen">Whether the account is frozen.</param>
/// <param name="Tolerance">The risk tolerance; null when the questionnaire has to be answered.</param>
public sealed record Investor(RealNameLevel Level, bool IsFrozen, RiskTolerance? Tolerance);

/// <summary>Decides whether somebody may invest. The button and the subscription use the same reasons in the same order.</summary>
public static class FundEligibility
{
    public const RealNameLevel Level = RealNameLevel.ClassIII;

    /// <summary>Returns whether a person may invest in a fund. If not, returns the first reason.</summary>
    /// <param name="grade">The risk grade of the fund.</param>
    /// <param name="isOpen">Whether the institution may sell it.</param>
    /// <param name="investor">The person; null when nobody is signed in.</param>
    public static EligibilityCode Of(RiskGrade grade, bool isOpen, Investor? investor) =>
        !isOpen ? EligibilityCode.Paused
        : investor is null ? EligibilityCode.SignIn
        : investor.Level < Level ? EligibilityCode.Level
        : investor.Tolerance is not { } tolerance ? EligibilityCode.AnswersRequired
        : SuitabilityRules.Of(grade, tolerance) == SuitabilityKind.Never ? EligibilityCode.Unsuitable
        : investor.IsFrozen ? EligibilityCode.Frozen
        : SuitabilityRules.Of(grade, tolerance) == SuitabilityKind.AfterWarning ? EligibilityCode.AfterWarning
        : EligibilityCode.Ok;
}

/// <summary>A fund and somebody who wants to invest in it. A single query reads all that is needed before rows are changed.</summary>
internal sealed record FundOffer(Fund Fund, bool IsOpen, User Buyer, AccountId Wallet, RiskTolerance? Tolerance)
{
    public static async Task<FundOffer> FindAsync(GraphDb db, UserId actor, FundId id, DateTime now)
    {
        var found = await (
            from fund in db.Set<Fund>().Where(FundPolicy.SeesFund(actor, db))
            join institution in db.Set<Institution>() on fund.InstitutionId equals institution.Id
            from buyer in db.Set<User>()
            join wallet in db.Set<Account>() on buyer.Id equals wallet.OwnerId
            where fund.Id == id && buyer.Id == actor
            select new { Fund = fund, institution.VerifiedAt, Buyer = buyer, Wallet = wallet.Id }).SingleOrDefaultAsync()
            ?? throw new DomainException(new NotFoundError("fund"));
        var tolerance = await RiskAssessments.Of(db, found.Buyer.PersonId, now).Select(a => (RiskTolerance?)a.Tolerance).SingleOrDefaultAsync();
        return new FundOffer(found.Fund, found.VerifiedAt is not null, found.Buyer, found.Wallet, tolerance);
    }

    /// <summary>Refuses what <see cref="FundEligibility"/> refuses. Returns the tolerance if a warning was needed and acknowledged.</summary>
    public async Task<RiskTolerance?> RequireAsync(GraphDb db, bool acknowledgesRisk)
    {
        switch (FundEligibility.Of(Fund.RiskGrade, IsOpen, new Investor(Buyer.Level, Buyer.FrozenAt is not null, Tolerance)))
        {
            case EligibilityCode.Ok:
                return null;
            case EligibilityCode.AfterWarning when acknowledgesRisk:
                return Tolerance;
            case EligibilityCode.Paused:
                throw new DomainException(new FundNotOpenError());
            case EligibilityCode.Level:
                await RequiredLevel.RequireAsync(db, Buyer.Id, Buyer.Level, FundEligibility.Level);
                return null;
            case EligibilityCode.AnswersRequired:
                throw new DomainException(new RiskAnswersRequiredError());
            case EligibilityCode.Frozen:
                throw new DomainException(new AccountFrozenError());
            default:
                throw new DomainException(new UnsuitableFundError(Fund.RiskGrade, Tolerance!.Value));
        }
    }
}
