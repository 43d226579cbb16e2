using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Shared;

namespace Graph.Domain.Funds;

// This file holds all errors of funds.

/// <summary>
/// The fund is riskier than the viewer tolerates. Somebody at C1 can never buy a fund above R1. Others can: show them the
/// warning, and send the mutation again with `acknowledgesRisk: true`.
/// </summary>
/// <param name="RiskGrade">The risk grade of the fund.</param>
/// <param name="Tolerance">The viewer's risk tolerance.</param>
public sealed record UnsuitableFundError(RiskGrade RiskGrade, RiskTolerance Tolerance)
    : DomainError("This fund is riskier than you tolerate.");

/// <summary>
/// The viewer has not answered the questionnaire about risk, or the answers are older than two years. Answer it with
/// `submitRiskAnswers`.
/// </summary>
public sealed record RiskAnswersRequiredError() : DomainError("Answer the questionnaire about risk first.");

/// <summary>The fund is not for sale, because no operator has verified its institution. What people hold can be redeemed.</summary>
public sealed record FundNotOpenError() : DomainError("This fund is not for sale.");

/// <summary>The viewer has fewer units than this needs; units of open redemptions do not count.</summary>
/// <param name="AvailableUnits">The units that can be redeemed now.</param>
/// <param name="NeededUnits">The units that were needed.</param>
public sealed record InsufficientUnitsError(decimal AvailableUnits, decimal NeededUnits) : DomainError("You have fewer units than this.");

/// <summary>
/// This amount cannot be paid at once now. A person gets at most ¥10,000 a day out of a fund at once, and the bank may have
/// advanced all that it can. Redeem less, or with `speed: NEXT_DAY`.
/// </summary>
/// <param name="Remaining">
/// What can be paid at once now. If the bank's money is what limits it, it is rounded down to a multiple of ¥100, and up to ¥99.99 more
/// may be available.
/// </param>
public sealed record InstantLimitError(Money Remaining) : DomainError("This is more than can be paid at once.");

/// <summary>
/// The order cannot be cancelled. Either its cut-off has passed and the value of its day is not late, or the order is priced, settled or
/// cancelled.
/// </summary>
/// <param name="Status">The current status of the order.</param>
public sealed record FundOrderStatusError(FundOrderStatus Status) : DomainError("This order can no longer be cancelled.");

/// <summary>
/// The day cannot be published: it must follow the last one, must have passed its cut-off, and can be corrected only until its
/// pricing begins.
/// </summary>
/// <param name="Expected">The day that has to be published next; null when it can be any.</param>
public sealed record FundDayError(DateOnly? Expected) : DomainError("This day cannot be published now.");

/// <summary>Another fund already has this code.</summary>
public sealed record FundCodeTakenError() : DomainError("This code is taken; choose another one.");

/// <summary>The viewer works for the institution, but only its owner may do this.</summary>
public sealed record InstitutionOwnerOnlyError() : DomainError("Only the owner of the institution may do this.");

/// <summary>A limit of institutions is reached: institutions of a person, staff, or funds.</summary>
/// <param name="Maximum">The maximum number.</param>
public sealed record InstitutionLimitError(int Maximum) : DomainError("You have reached the limit; no more can be added.");
