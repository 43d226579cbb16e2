using Graph.Domain.Ledger.Limits;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Ledger;

// All failures of the feature on one page, one line each.

/// <summary>
/// The wallet holds less than the movement needs; what is held does not count. It is remembered under the key: to try again
/// once there is more, make a new one.
/// </summary>
/// <param name="Available">What could be spent at that moment.</param>
/// <param name="Needed">What the movement needs.</param>
public sealed record InsufficientFundsError(Money Available, Money Needed)
    : DomainError("There is not enough money in the wallet.")
{
    internal override bool IsRemembered => true;
}

/// <summary>
/// A spending limit would be exceeded. Limits follow PBoC Announcement [2015] No. 43. It is remembered under the key: to try
/// again another day, make a new one.
/// </summary>
/// <param name="Period">Which limit.</param>
/// <param name="Limit">How much may be spent in the period.</param>
/// <param name="Remaining">How much of it is left.</param>
/// <param name="ResetsAt">When the period ends; null for the limit over the account's life.</param>
public sealed record LimitExceededError(LimitPeriod Period, Money Limit, Money Remaining, DateTime? ResetsAt)
    : DomainError("This would exceed what may be spent; a higher real-name level or another day allows more.")
{
    internal override bool IsRemembered => true;
}

/// <summary>Money of this transaction went back before; it can be reversed once, and only whole.</summary>
public sealed record AlreadyReversedError() : DomainError("This transaction was reversed or refunded before.");

/// <summary>
/// The payee has not that much left; how much there is, is not for others. It is remembered under the key: to try again
/// once there is more, make a new one.
/// </summary>
public sealed record ReversalNotCoveredError() : DomainError("The payee's wallet does not hold what would go back.")
{
    internal override bool IsRemembered => true;
}

/// <summary>
/// Only what moved between two people, and is settled, can be reversed: not what came from a bank or went there.
/// </summary>
public sealed record NotReversibleError() : DomainError("This transaction cannot be reversed.");

/// <summary>This idempotency key was used with another input; make a new key for another request.</summary>
public sealed record IdempotencyKeyReusedError() : DomainError("This idempotency key was used for another request.");

/// <summary>The first request with this key is still at work; ask again a little later with the same key.</summary>
public sealed record OperationInProgressError() : DomainError("The first request with this key is still at work.");

/// <summary>The caller's real-name level is too low for this.</summary>
/// <param name="Required">The level that is needed.</param>
/// <param name="Current">The level that the caller has.</param>
/// <param name="MissingChannels">How many more accepted channels lead there.</param>
public sealed record RealNameLevelRequiredError(RealNameLevel Required, RealNameLevel Current, int MissingChannels)
    : DomainError("This needs a higher real-name level.");
