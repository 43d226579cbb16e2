using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users;

/// <summary>The phone to which a code is sent.</summary>
/// <param name="Phone">The phone number of the viewer's account. Other numbers are refused.</param>
public sealed record RequestPhoneCodeInput(string Phone);

/// <summary>The evidence to submit. Give exactly one of the fields.</summary>
/// <param name="Phone">Proof that the viewer has the account's phone: the code that `requestPhoneCode` sent.</param>
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

/// <summary>Proof that the viewer has the account's phone.</summary>
/// <param name="Code">The six digits that `requestPhoneCode` sent to the phone.</param>
public sealed record PhoneEvidenceInput(string Code);

/// <summary>The viewer's resident identity card.</summary>
/// <param name="FullName">The name on the card, 2 to 60 characters.</param>
/// <param name="IdNumber">
/// The identity number: 18 characters as defined in GB 11643-1999. It is stored encrypted and shown only masked.
/// </param>
public sealed record IdCardEvidenceInput(string FullName, string IdNumber);

/// <summary>A bank card in the viewer's own name.</summary>
/// <param name="CardNumber">The card number, 16 digits. The number itself is not stored.</param>
public sealed record BankCardEvidenceInput(string CardNumber);

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
/// another merchant.
/// </summary>
/// <param name="Consent">
/// True if the viewer agrees that the completed orders are counted. False is refused with ValidationError.
/// </param>
public sealed record TransactionHistoryEvidenceInput(bool Consent);

/// <param name="ExpiresAt">The time at which the code expires, in UTC.</param>
public sealed record PhoneCodeSent(DateTime ExpiresAt);

/// <param name="Evidence">
/// The new evidence with the verifier's decision. Its status may be REJECTED or PENDING.
/// </param>
/// <param name="Viewer">The viewer's account with the real-name level that it has now.</param>
public sealed record EvidenceSubmitted(EvidenceNode Evidence, ViewerNode Viewer);

[MutationFields]
public sealed class EvidenceMutations
{
    /// <summary>
    /// Sends a one-time code to the phone of the viewer's account. The code is valid for five minutes. Calling it
    /// again sends a new code, which replaces the old one; at most five codes a minute are sent. Send it as the only
    /// root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(VerifierUnavailableError))]
    public static async Task<PhoneCodeSent> RequestPhoneCode(
        IdentityProofing realNames, Caller caller, RequestPhoneCodeInput input, CancellationToken cancellationToken) =>
        new(await realNames.RequestPhoneCodeAsync(caller.Viewer, input.Phone, caller.Origin, cancellationToken));

    /// <summary>
    /// Submits evidence of the viewer's identity; the real-name level changes at once. When the verifier refuses it,
    /// the payload holds an Evidence with status REJECTED and no error. Each call is a new submission. With `phone`,
    /// send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone("phone")]
    [Errors(typeof(ValidationError), typeof(AlreadyIdentifiedError), typeof(VerifierUnavailableError))]
    public static async Task<EvidenceSubmitted> SubmitEvidence(
        IdentityProofing realNames,
        UserLoaders users,
        Caller caller,
        SubmitEvidenceInput input,
        CancellationToken cancellationToken)
    {
        var id = input switch
        {
            { Phone: { } phone } => await realNames.SubmitPhoneAsync(caller.Viewer, phone.Code, caller.Origin),
            { IdCard: { } card } => await realNames.SubmitIdentityCardAsync(
                caller.Viewer, card.FullName, card.IdNumber, caller.Origin, cancellationToken),
            { BankCard: { } card } => await realNames.SubmitBankCardAsync(caller.Viewer, card.CardNumber, cancellationToken),
            { Address: { } address } => await realNames.SubmitAddressAsync(
                caller.Viewer, address.Province, address.City, address.Street, cancellationToken),
            { Face: { } face } => await realNames.SubmitFaceAsync(caller.Viewer, face.Token, cancellationToken),
            { TransactionHistory: { } history } => await realNames.SubmitOrderHistoryAsync(
                caller.Viewer, history.Consent, cancellationToken),
            _ => throw GraphError.BadUserInput("Give exactly one field of `input`: one channel at a time."),
        };
        var viewer = await users.ViewerAsync(cancellationToken);
        return new EvidenceSubmitted((await users.Evidence.LoadAsync(id, cancellationToken))!, viewer);
    }
}
