using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Shared;

namespace Graph.Domain.Lending;

// This file holds all errors of lending.

/// <summary>
/// The rate is above what the law allows: four times the one-year loan prime rate on the day of the payout. Ask for a rate
/// at which `effectiveAnnualRate` is at most `rateCap`; `loanPlan` shows both.
/// </summary>
/// <param name="RateCap">The highest rate on that day, as a fraction: 0.12 is twelve percent.</param>
/// <param name="EffectiveAnnualRate">The rate that the plan's interest amounts to, as a fraction.</param>
/// <param name="Path">The path inside `input` to what decides about the rate: ["annualRate"], or ["loan"] of `answerLoan`.</param>
public sealed record RateCapExceededError(decimal RateCap, decimal EffectiveAnnualRate, params IReadOnlyList<string> Path)
    : DomainError("This rate is above the highest that the law allows on the day of the payout.");

/// <summary>
/// The other person cannot take part in this now. The API does not say why: the reason may be the person's real-name level,
/// or a relation to another person in the loan. Both are private. Ask that person, or somebody else.
/// </summary>
/// <param name="Path">The path inside `input` to the ID of the person or the loan, for example ["lender"].</param>
public sealed record CounterpartyUnavailableError(params IReadOnlyList<string> Path)
    : DomainError("The other person cannot take part in this now.");

/// <summary>
/// The status of the loan does not allow this: it was answered, taken back or closed before, or its 7 days are over.
/// </summary>
/// <param name="Status">The current status of the loan.</param>
public sealed record LoanStatusError(LoanStatus Status) : DomainError("This is not possible with the current status of the loan.");

/// <summary>The amount is more than what is owed. Nothing was paid. Pay at most `owed`.</summary>
/// <param name="Owed">What the viewer owes today, interest included.</param>
public sealed record MoreThanOwedError(Money Owed) : DomainError("This is more than what is owed.");

/// <summary>Nothing of this loan is owed to the viewer, so there is nothing to forgive.</summary>
public sealed record NothingOwedError() : DomainError("Nothing of this loan is owed to you.");

/// <summary>
/// The status of the guarantee does not allow this: it was answered before, it has lapsed, or the guarantor was not called to pay.
/// </summary>
/// <param name="Status">The current status of the guarantee.</param>
public sealed record GuaranteeStatusError(GuaranteeStatus Status)
    : DomainError("This is not possible with the current status of the guarantee.");

/// <summary>A limit of lending is reached: open requests and offers of a person, or guarantors of a loan.</summary>
/// <param name="Maximum">The maximum number.</param>
public sealed record LendingLimitError(int Maximum) : DomainError("You have reached the limit; no more can be added.");
