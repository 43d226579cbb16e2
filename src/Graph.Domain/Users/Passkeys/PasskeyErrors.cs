using Graph.Domain.Shared;

namespace Graph.Domain.Users.Passkeys;

// This file holds all errors of passkeys.

/// <summary>
/// The passkey was not accepted. Either its challenge has expired, was used, or was made for something else: for
/// another operation, idempotency key, payee or amount; or what was signed is not valid here. Request a new challenge
/// and let the user confirm again. If it is refused again, the passkey may have been removed.
/// </summary>
public sealed record PasskeyRefusedError()
    : DomainError("The passkey was not accepted, or the confirmation has expired; confirm again.");

/// <summary>
/// A payment needs a passkey beyond ¥5,000 a day. A guarantee of more than ¥5,000 needs one, and so does forgiving a claim of more than
/// ¥5,000. Call `requestPaymentPasskey`, let the user confirm, and send the same request again with `passkey`. If the user has no passkey
/// yet, add one first; `requestPasskeyRegistration` begins that.
/// </summary>
public sealed record PasskeyRequiredError()
    : DomainError("Confirm this with a passkey. It is needed beyond ¥5,000 a day, and for a guarantee or a forgiven claim of more than ¥5,000.");

/// <summary>The viewer has no passkey that could confirm a payment. Add one first; `requestPasskeyRegistration` begins that.</summary>
public sealed record NoPasskeyError() : DomainError("Add a passkey to your account first.");

/// <summary>The viewer has as many passkeys as an account can have. Remove one first.</summary>
/// <param name="Maximum">How many passkeys an account can have.</param>
public sealed record PasskeyLimitReachedError(int Maximum)
    : DomainError("Your account has as many passkeys as it can have; remove one first.");
