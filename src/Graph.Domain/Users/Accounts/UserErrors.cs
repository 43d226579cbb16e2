using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

// All failures of the feature on one page, one line each.

/// <summary>Somebody else has this handle.</summary>
public sealed record HandleTakenError() : DomainError("This handle is taken; choose another.");

/// <summary>An account with this phone number exists.</summary>
public sealed record PhoneTakenError() : DomainError("There is an account with this phone number; sign in instead.");

/// <summary>Phone and password do not belong together; which of the two is wrong is not said.</summary>
public sealed record InvalidCredentialsError() : DomainError("Phone and password do not belong together.");

/// <summary>The refresh token is unknown, expired, or was used before; in that last case its session has ended.</summary>
public sealed record InvalidRefreshTokenError() : DomainError("This refresh token is no longer valid; sign in again.");

/// <summary>
/// The password is not the account's. Where an external authority keeps the accounts: sign in there again, and repeat this
/// within five minutes.
/// </summary>
public sealed record WrongPasswordError() : DomainError("The password is wrong.");

/// <summary>
/// The owner froze the account: no new payments leave it, and delayed ones wait. Withdrawing, taking back and unfreezing go.
/// </summary>
public sealed record AccountFrozenError() : DomainError("This account is frozen; unfreeze it first.");

/// <summary>The account already stands for another person.</summary>
public sealed record AlreadyIdentifiedError()
    : DomainError("This account is already somebody's; another identity card cannot take it over.");

/// <summary>Whoever decides about evidence cannot be reached. Nothing was decided and nothing stored: submit it again later.</summary>
public sealed record VerifierUnavailableError() : DomainError("Evidence cannot be verified right now; try again later.");

/// <summary>Too many wrong guesses. Not in `errors`: it surfaces as RATE_LIMITED with `retryAfter`.</summary>
public sealed record TooManyAttemptsError(int RetryAfterSeconds)
    : DomainError("Too many wrong attempts; wait and try again.");
