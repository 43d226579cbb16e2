using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

// This file holds all errors of the accounts.

/// <summary>Another account has this handle. Ask the user for a different one.</summary>
public sealed record HandleTakenError() : DomainError("This handle is taken; choose another.");

/// <summary>An account with this phone number exists already. Offer to sign in instead.</summary>
public sealed record PhoneTakenError()
    : DomainError("An account with this phone number exists already; sign in instead.");

/// <summary>
/// The phone number or the password is wrong. The API does not say which of the two, so that nobody can find out which
/// numbers have an account.
/// </summary>
public sealed record InvalidCredentialsError() : DomainError("The phone number or the password is wrong.");

/// <summary>
/// The refresh token is unknown, has expired or was used before. If it was used before, its session has ended too. The
/// user must sign in again.
/// </summary>
public sealed record InvalidRefreshTokenError() : DomainError("Your session has ended; sign in again.");

/// <summary>
/// The password is wrong. If the accounts are kept by an external authority, the user must sign in there again, and
/// repeat the request within five minutes.
/// </summary>
public sealed record WrongPasswordError() : DomainError("The password is wrong.");

/// <summary>
/// The owner has frozen this account. No new payments can leave it, and delayed payments wait. Withdrawing to a bank
/// card, taking a payment back and unfreezing are still possible.
/// </summary>
public sealed record AccountFrozenError() : DomainError("This account is frozen; unfreeze it first.");

/// <summary>
/// The account is already identified as another person. An identity card of a different person cannot be used for it.
/// </summary>
public sealed record AlreadyIdentifiedError()
    : DomainError("This account is already identified with the identity card of another person.");

/// <summary>
/// The service that decides about evidence cannot be reached. Nothing was decided or stored. Submit the evidence again
/// later.
/// </summary>
public sealed record VerifierUnavailableError() : DomainError("Evidence cannot be verified right now; try again later.");

/// <summary>
/// There were too many wrong attempts. This error is not part of `errors`: it appears as a top-level error with the
/// code RATE_LIMITED and `retryAfter`.
/// </summary>
public sealed record TooManyAttemptsError(int RetryAfterSeconds)
    : DomainError("There were too many wrong attempts; wait and try again.");
