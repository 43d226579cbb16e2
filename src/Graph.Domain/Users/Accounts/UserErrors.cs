using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

// This file holds all errors of the accounts.

/// <summary>Another account has this handle. Ask the user for a different one.</summary>
public sealed record HandleTakenError() : DomainError("This handle is taken; choose another.");

/// <summary>
/// Another account has proved this phone number, or had it until less than 24 hours ago. With `signUp`, offer to sign in; with
/// `changePhone`, ask for another number.
/// </summary>
public sealed record PhoneTakenError()
    : DomainError("This phone number belongs to another account, or did until a short time ago. Sign in to that account, or use another number.");

/// <summary>
/// The phone number or the password is wrong. The API does not say which of the two, so that nobody can find out which
/// numbers have an account.
/// </summary>
public sealed record InvalidCredentialsError() : DomainError("The phone number or the password is wrong.");

/// <summary>
/// The refresh token is unknown or has expired, or it was used more than 10 seconds ago, or the token that replaced it was used already.
/// In the last two cases its session has ended. The user must sign in again.
/// </summary>
public sealed record InvalidRefreshTokenError() : DomainError("Your session has ended; sign in again.");

/// <summary>
/// The password is wrong. If the accounts are kept by an external authority, the user must sign in there again, and
/// repeat the request within five minutes.
/// </summary>
public sealed record WrongPasswordError() : DomainError("The password is wrong.");

/// <summary>
/// The owner has frozen this account. No new payments can leave it, and delayed payments wait. Withdrawing to a bank
/// card that could be withdrawn to before, taking a payment back and unfreezing are still possible.
/// </summary>
public sealed record AccountFrozenError() : DomainError("This account is frozen; unfreeze it first.");

/// <summary>
/// The password was reset or the phone was changed less than 24 hours ago; or, with `unfreezeAccount`, the payment PIN was replaced less
/// than 24 hours ago. Until `until`, the account cannot be unfrozen, closed or exported, its phone cannot be changed, and its payment PIN
/// can be changed only with the current PIN. Its money is safe meanwhile: every payment takes the payment PIN, except one that only pays
/// back what is owed (`repayLoan`, `payGuarantee`). A PIN that was set less than 24 hours before the reset or the change does not count
/// until then, because somebody else may have set it.
/// </summary>
/// <param name="Until">When the restriction ends, in UTC.</param>
public sealed record AccountRestrictedError(DateTime Until)
    : DomainError("The password, the phone or the payment PIN was changed less than 24 hours ago; try again later.");

/// <summary>
/// The account cannot be closed while it has money or open matters. `reasons` says what to settle first.
/// </summary>
/// <param name="Reasons">A sentence for each open matter.</param>
public sealed record AccountNotEmptyError(IReadOnlyList<string> Reasons)
    : DomainError("Settle what is open first: " + string.Join(" ", Reasons));

/// <summary>A copy of the data was requested less than a day ago.</summary>
/// <param name="NextAt">When the next copy can be requested, in UTC.</param>
public sealed record ExportedRecentlyError(DateTime NextAt)
    : DomainError("A copy of your data was made less than a day ago; try again later.");

/// <summary>
/// No money can be withdrawn to this bank card yet, because it was added less than 24 hours ago. Choose another card,
/// or wait.
/// </summary>
/// <param name="WithdrawableFrom">From when on the card can be used for withdrawals, in UTC.</param>
public sealed record BankCardTooNewError(DateTime WithdrawableFrom)
    : DomainError("This bank card was added a short time ago; money can be withdrawn to it later.");

/// <summary>
/// The account is already identified as another person. An identity card of a different person cannot be used for it.
/// </summary>
public sealed record AlreadyIdentifiedError()
    : DomainError("This account is already identified with the identity card of another person.");

/// <summary>
/// The service that checks evidence and sends codes cannot be reached, or its answer was not valid. Nothing was decided or stored. A code
/// may still arrive, but it cannot be used. Repeat the mutation later.
/// </summary>
public sealed record VerifierUnavailableError() : DomainError("This service cannot be reached right now; try again later.");

/// <summary>
/// The user did this too often in a short time. This error is not part of `errors`: it appears as a top-level error with
/// the code RATE_LIMITED and `retryAfter`.
/// </summary>
public sealed record TooOftenError(string Act, int RetryAfterSeconds)
    : DomainError($"There were too many {Act} in a short time; wait and try again.");

/// <summary>
/// There were too many wrong attempts. This error is not part of `errors`: it appears as a top-level error with the
/// code RATE_LIMITED and `retryAfter`.
/// </summary>
public sealed record TooManyAttemptsError(int RetryAfterSeconds)
    : DomainError("There were too many wrong attempts; wait and try again.");
