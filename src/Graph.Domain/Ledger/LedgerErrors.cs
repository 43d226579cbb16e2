using Graph.Domain.Ledger.Limits;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Ledger;

// This file holds all errors of the ledger.

/// <summary>
/// The wallet, or the merchant's settlement account, has less money than this needs; held money does not count. The
/// refusal is remembered with the idempotency key: to try again when there is more money, use a new key.
/// </summary>
/// <param name="Available">The amount that was available at that moment.</param>
/// <param name="Needed">The amount that was needed.</param>
[Remembered("InsufficientFundsError")]
public sealed record InsufficientFundsError(Money Available, Money Needed)
    : DomainError("There is not enough money in the account.");

/// <summary>
/// The payment would exceed a spending limit. The limits follow PBoC Announcement [2015] No. 43. The refusal is
/// remembered with the idempotency key: to try again on another day, use a new key.
/// </summary>
/// <param name="Period">The limit that would be exceeded.</param>
/// <param name="Limit">The amount that may be spent in the period.</param>
/// <param name="Remaining">The amount that is left in the period.</param>
/// <param name="ResetsAt">When the period ends; null for the limit over the account's life.</param>
[Remembered("LimitExceededError")]
public sealed record LimitExceededError(LimitPeriod Period, Money Limit, Money Remaining, DateTime? ResetsAt)
    : DomainError("This would exceed your spending limit; wait for the next period or reach a higher real-name level.");

/// <summary>
/// Some or all of this transaction's money went back before. A transaction can be reversed only once, and only
/// completely.
/// </summary>
public sealed record AlreadyReversedError() : DomainError("This transaction was already reversed or refunded.");

/// <summary>
/// The payee's wallet has too little money for the reversal. The caller does not learn how much it has. The refusal is
/// remembered with the idempotency key: to try again when there is more money, use a new key.
/// </summary>
[Remembered("ReversalNotCoveredError")]
public sealed record ReversalNotCoveredError()
    : DomainError("The payee's wallet does not have enough money for the reversal.");

/// <summary>Only settled payments between two people can be reversed. Top-ups and withdrawals cannot.</summary>
public sealed record NotReversibleError() : DomainError("This transaction cannot be reversed.");

/// <summary>The idempotency key was used before with another input. Create a new key for each new request.</summary>
public sealed record IdempotencyKeyReusedError() : DomainError("This idempotency key was used for another request.");

/// <summary>
/// The first request with this idempotency key is still running. Send the same request with the same key again a
/// little later.
/// </summary>
public sealed record OperationInProgressError()
    : DomainError("The first request with this key is still running; try again shortly.");

/// <summary>The user's real-name level is too low for this action.</summary>
/// <param name="Required">The level that is needed.</param>
/// <param name="Current">The level that the user has.</param>
/// <param name="MissingChannels">How many more accepted channels the user needs for the required level.</param>
public sealed record RealNameLevelRequiredError(RealNameLevel Required, RealNameLevel Current, int MissingChannels)
    : DomainError("This needs a higher real-name level.");

/// <summary>
/// The payee cannot receive money: their identity is not verified yet, or they have closed their account.
/// </summary>
public sealed record PayeeCannotReceiveError()
    : DomainError("This person cannot receive money: their identity is not verified, or the account is closed.");
