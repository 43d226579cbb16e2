using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users;

/// <summary>Where a code goes.</summary>
/// <param name="Phone">The account's own phone number.</param>
public sealed record RequestPhoneCodeInput(string Phone);

/// <summary>Exactly one channel.</summary>
/// <param name="Phone">The code that requestPhoneCode sent.</param>
/// <param name="IdCard">The resident identity card; every level needs it.</param>
/// <param name="BankCard">A bank card in one's own name.</param>
/// <param name="Address">Where one lives.</param>
/// <param name="Face">A face that was compared with the identity card's.</param>
/// <param name="TransactionHistory">Twelve months of orders here.</param>
[OneOf]
public sealed record SubmitEvidenceInput(
    PhoneEvidenceInput? Phone,
    IdCardEvidenceInput? IdCard,
    BankCardEvidenceInput? BankCard,
    AddressEvidenceInput? Address,
    FaceEvidenceInput? Face,
    TransactionHistoryEvidenceInput? TransactionHistory);

/// <summary>That the account's phone is in one's hand.</summary>
/// <param name="Code">The six digits that were sent.</param>
public sealed record PhoneEvidenceInput(string Code);

/// <summary>Who one is.</summary>
/// <param name="FullName">The name on the card, 2 to 60 characters.</param>
/// <param name="IdNumber">The 18 characters of GB 11643-1999; locked away, and never shown again but masked.</param>
public sealed record IdCardEvidenceInput(string FullName, string IdNumber);

/// <summary>A card of one's own.</summary>
/// <param name="CardNumber">16 digits; not stored.</param>
public sealed record BankCardEvidenceInput(string CardNumber);

/// <summary>Where one lives.</summary>
/// <param name="Province">One of the 34 divisions at province level, for example 浙江省.</param>
/// <param name="City">At most 60 characters.</param>
/// <param name="Street">At most 200 characters.</param>
public sealed record AddressEvidenceInput(string Province, string City, string Street);

/// <summary>A face that was compared with the identity card's.</summary>
/// <param name="Token">What the face-comparison service returned.</param>
public sealed record FaceEvidenceInput(string Token);

/// <summary>Twelve months of orders here.</summary>
/// <param name="Consent">Whether the orders may be counted; without it nothing is looked at.</param>
public sealed record TransactionHistoryEvidenceInput(bool Consent);

/// <param name="ExpiresAt">Until when the code is good, in UTC.</param>
public sealed record PhoneCodeSent(DateTime ExpiresAt);

/// <param name="Evidence">What was submitted, and what the verifier said; it may be REJECTED or PENDING.</param>
/// <param name="Viewer">The account, with the level that follows.</param>
public sealed record EvidenceSubmitted(EvidenceNode Evidence, ViewerNode Viewer);

[MutationFields]
public sealed class EvidenceMutations
{
    /// <summary>Sends a one-time code to the account's own phone, good for five minutes; at most five a minute. Comes alone.</summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(VerifierUnavailableError))]
    public static async Task<PhoneCodeSent> RequestPhoneCode(
        IdentityProofing realNames, Caller caller, RequestPhoneCodeInput input, CancellationToken cancellationToken) =>
        new(await realNames.RequestPhoneCodeAsync(caller.Viewer, input.Phone, caller.Origin, cancellationToken));

    /// <summary>
    /// Submits evidence of who the viewer is; the level changes at once. What the verifier refuses is no error but an
    /// Evidence with status REJECTED. With `phone` it comes alone.
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
            _ => throw GraphError.BadUserInput("Give exactly one channel."),
        };
        var viewer = await users.ViewerAsync(cancellationToken);
        return new EvidenceSubmitted((await users.Evidence.LoadAsync(id, cancellationToken))!, viewer);
    }
}
