using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Security;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.RealNames;

/// <summary>The phone to which a code is sent.</summary>
/// <param name="Phone">
/// The phone number of the viewer's account; the new one, for `changePhone`; or the one of another account of the
/// viewer, to show that both belong to the same person.
/// </param>
public sealed record RequestPhoneCodeInput(string Phone);

/// <summary>The evidence to submit. Give exactly one of the fields.</summary>
/// <param name="Phone">Proof that the viewer has a phone: the code that `requestPhoneCode` sent.</param>
/// <param name="IdCard">The viewer's resident identity card. Every level needs it.</param>
/// <param name="BankCard">A bank card in the viewer's own name.</param>
/// <param name="Address">The viewer's home address.</param>
/// <param name="Face">The result of comparing the viewer's face with the identity card.</param>
/// <param name="TransactionHistory">The viewer's orders of the last twelve months in this app.</param>
[OneOf]
public sealed record SubmitEvidenceInput(
    PhoneEvidenceInput? Phone,
    IdCardEvidenceInput? IdCard,
    BankCardEvidenceInput? BankCard,
    AddressEvidenceInput? Address,
    FaceEvidenceInput? Face,
    TransactionHistoryEvidenceInput? TransactionHistory);

/// <summary>
/// Proof that the viewer has a phone: the account's own; or that of another account of the person on an identity card
/// that waits for proof.
/// </summary>
/// <param name="Challenge">The `challenge` that `requestPhoneCode` returned.</param>
/// <param name="Code">The six digits that `requestPhoneCode` sent to the phone.</param>
public sealed record PhoneEvidenceInput(PhoneChallengeId Challenge, string Code);

/// <summary>The viewer's resident identity card.</summary>
/// <param name="FullName">The name on the card, 2 to 60 characters.</param>
/// <param name="IdNumber">
/// The identity number: 18 characters as defined in GB 11643-1999. It is stored encrypted and shown only masked.
/// </param>
public sealed record IdCardEvidenceInput(string FullName, string IdNumber);

/// <summary>A bank card in the viewer's own name.</summary>
/// <param name="CardNumber">The card number, 16 digits. The number itself is not stored.</param>
/// <param name="Password">The account's password. Give it, or the payment PIN.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. For 24 hours after a reset of the password or a change of the phone, only the PIN is
/// accepted.
/// </param>
public sealed record BankCardEvidenceInput(string CardNumber, string? Password, string? PaymentPin);

/// <summary>The viewer's home address.</summary>
/// <param name="Province">The name of one of China's 34 divisions at province level, for example 浙江省.</param>
/// <param name="City">The city, 1 to 60 characters.</param>
/// <param name="Street">The street and house number, 1 to 200 characters.</param>
public sealed record AddressEvidenceInput(string Province, string City, string Street);

/// <summary>The result of comparing the viewer's face with the identity card.</summary>
/// <param name="Token">The token that the face-comparison service returned to the client.</param>
public sealed record FaceEvidenceInput(string Token);

/// <summary>
/// The viewer's orders of the last twelve months in this app. It takes three completed orders of ¥10 or more, each with
/// a merchant of another person.
/// </summary>
/// <param name="Consent">
/// True if the viewer agrees that the completed orders are counted. False is refused with ValidationError.
/// </param>
public sealed record TransactionHistoryEvidenceInput(bool Consent);

/// <param name="Evidence">
/// The new evidence with the verifier's decision. Its status may be REJECTED or PENDING.
/// </param>
public sealed record EvidenceSubmitted(EvidenceNode Evidence);

[MutationFields]
public sealed class EvidenceMutations
{
    /// <summary>
    /// Sends a one-time code to a phone. The code is valid for five minutes, together with its `challenge`. Calling it
    /// again sends another code; the earlier one stays valid. At most ten codes a day are sent to a number, and thirty
    /// from one network; a known device has three more for the account's own phone. Then RATE_LIMITED says when to try
    /// again. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(VerifierUnavailableError))]
    public static async Task<PhoneCodeSent> RequestPhoneCode(
        PhoneProofs phones, Caller caller, RequestPhoneCodeInput input, CancellationToken cancellationToken) =>
        PhoneCodeSent.Of(await phones.RequestCodeAsync(caller.Viewer, input.Phone, caller.Origin, cancellationToken));

    /// <summary>
    /// Submits evidence of the viewer's identity; the real-name level changes at once. When the verifier refuses it,
    /// the payload holds an Evidence with status REJECTED and no error. Each call is a new submission. If another
    /// account has the identity number, the identity card stays PENDING until a face, or a code to the phone of that
    /// account, shows that both belong to the same person. A new bank card takes the password or the payment PIN, and
    /// waits 24 hours for its first withdrawal. An identity card is refused while the account is frozen or restricted. With `phone` or `bankCard`, send it as the only root field of the
    /// operation.
    /// </summary>
    [Authenticated]
    [Alone("phone", "bankCard")]
    [Errors(
        typeof(ValidationError),
        typeof(AlreadyIdentifiedError),
        typeof(VerifierUnavailableError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(WrongPasswordError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<EvidenceSubmitted> SubmitEvidence(
        IdentityProofing realNames,
        PhoneProofs phones,
        BankCards cards,
        UserLoaders users,
        Caller caller,
        SubmitEvidenceInput input,
        CancellationToken cancellationToken)
    {
        var id = input switch
        {
            { Phone: { } phone } => await phones.SubmitAsync(caller.Viewer, phone.Challenge, phone.Code),
            { IdCard: { } card } => await realNames.SubmitIdentityCardAsync(
                caller.Viewer, card.FullName, card.IdNumber, caller.Origin, cancellationToken),
            { BankCard: { } card } => await cards.SubmitAsync(
                caller.Viewer, new NewBankCard(card.CardNumber, card.Password, card.PaymentPin), caller.Origin, cancellationToken),
            { Address: { } address } => await realNames.SubmitAddressAsync(
                caller.Viewer, address.Province, address.City, address.Street, cancellationToken),
            { Face: { } face } => await realNames.SubmitFaceAsync(caller.Viewer, face.Token, cancellationToken),
            { TransactionHistory: { } history } => await realNames.SubmitOrderHistoryAsync(
                caller.Viewer, history.Consent, cancellationToken),
            _ => throw GraphError.BadUserInput("Give exactly one field of `input`: one channel at a time."),
        };
        await users.RefreshViewerAsync(CancellationToken.None);
        return new EvidenceSubmitted((await users.Evidence.LoadAsync(id, CancellationToken.None))!);
    }
}
