using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Passkeys;

/// <summary>What a passkey signed for one payment.</summary>
/// <param name="Challenge">The `challenge` that `requestPaymentPasskey` returned for this payment.</param>
/// <param name="Credential">
/// What `navigator.credentials.get` returned, as JSON text: `JSON.stringify(credential)`.
/// </param>
public sealed record PasskeyAssertionInput(PasskeyChallengeId Challenge, string Credential)
{
    /// <summary>What a payer sends to confirm a payment.</summary>
    internal static PaymentProof ProofOf(string? paymentPin, PasskeyAssertionInput? passkey) =>
        new(paymentPin, passkey?.ToAssertion());

    internal PasskeyAssertion ToAssertion() => new(Challenge, Credential);
}

/// <summary>The secret that confirms that the owner adds a passkey.</summary>
/// <param name="Password">The account's password.</param>
public sealed record RequestPasskeyRegistrationInput(string Password);

/// <summary>A new passkey.</summary>
/// <param name="Challenge">The `challenge` that `requestPasskeyRegistration` returned.</param>
/// <param name="Credential">
/// What `navigator.credentials.create` returned, as JSON text: `JSON.stringify(credential)`.
/// </param>
/// <param name="Name">What the viewer calls it, 1 to 40 characters, for example "Phone".</param>
public sealed record AddPasskeyInput(PasskeyChallengeId Challenge, string Credential, string Name);

/// <summary>The new name of a passkey.</summary>
/// <param name="Passkey">The ID of one of `viewer.security.passkeys`.</param>
/// <param name="Name">What the viewer calls it, 1 to 40 characters.</param>
public sealed record RenamePasskeyInput(PasskeyId Passkey, string Name);

/// <summary>The passkey to remove.</summary>
/// <param name="Passkey">The ID of one of `viewer.security.passkeys`.</param>
/// <param name="Password">The account's password.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed for 24 hours after a reset of the password or a change of the phone, for a passkey that was
/// there a day before. It is checked whenever it is sent.
/// </param>
public sealed record RemovePasskeyInput(PasskeyId Passkey, string Password, string? PaymentPin = null);

/// <summary>The device on which somebody signs in.</summary>
/// <param name="DeviceToken">
/// The `deviceToken` of an earlier sign-in on this device. With it, the owner can sign in even when strangers in the
/// same network have begun too many sign-ins.
/// </param>
public sealed record RequestPasskeySignInInput(string? DeviceToken);

/// <summary>What a passkey signed to sign in.</summary>
/// <param name="Challenge">The `challenge` that `requestPasskeySignIn` returned.</param>
/// <param name="Credential">
/// What `navigator.credentials.get` returned, as JSON text: `JSON.stringify(credential)`.
/// </param>
/// <param name="DeviceToken">The `deviceToken` of an earlier sign-in on this device, as for `signIn`.</param>
public sealed record SignInWithPasskeyInput(PasskeyChallengeId Challenge, string Credential, string? DeviceToken);

/// <param name="Challenge">Send it back together with what the passkey signed. It can be used once.</param>
/// <param name="PublicKey">
/// The options for the browser, as JSON text. For `addPasskey`, give `JSON.parse(publicKey)` to
/// `PublicKeyCredential.parseCreationOptionsFromJSON` and its result, as `publicKey`, to
/// `navigator.credentials.create`. Otherwise use `PublicKeyCredential.parseRequestOptionsFromJSON` and `navigator.credentials.get`.
/// </param>
/// <param name="ExpiresAt">The time at which the challenge expires, in UTC, five minutes from now.</param>
public sealed record PasskeyRequested(PasskeyChallengeId Challenge, string PublicKey, DateTime ExpiresAt)
{
    internal static PasskeyRequested Of(PasskeyRequest request) =>
        new(request.Challenge, request.PublicKey, request.ExpiresAt);
}

/// <param name="Passkey">The passkey.</param>
public sealed record PasskeyChanged(PasskeyNode Passkey);
