using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.RealNames;

/// <summary>The verifier's decision about a submission.</summary>
/// <param name="Status">Pending, accepted or rejected.</param>
/// <param name="Reason">Why it was not accepted, as a text for the user.</param>
/// <param name="ValidUntil">When the acceptance ends by itself, in UTC; null when it does not end.</param>
public sealed record Verdict(EvidenceStatus Status, string? Reason = null, DateTime? ValidUntil = null)
{
    public static Verdict Accepted { get; } = new(EvidenceStatus.Accepted);

    public static Verdict Pending { get; } = new(EvidenceStatus.Pending);

    public static Verdict Rejected(string reason) => new(EvidenceStatus.Rejected, reason);
}

/// <summary>
/// A card that the bank accepted: the bank's name, and the token that replaces the card number from then on.
/// </summary>
public sealed record AcceptedCard(string BankName, string Token);

/// <summary>The name and number on an accepted identity card.</summary>
public sealed record VerifiedIdentity(string FullName, string IdNumber)
{
    /// <summary>Leaves out the number, because printed values may be logged.</summary>
    public override string ToString() => nameof(VerifiedIdentity);
}

/// <summary>
/// Decides about evidence. A sandbox is built in; an external service can replace it. When the service cannot be
/// reached, the methods throw a <see cref="DomainException"/> with a <see cref="VerifierUnavailableError"/>, and
/// nothing is decided.
/// </summary>
public interface IVerifier
{
    Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken);

    /// <summary>
    /// Checks a bank card. Returns null when no bank knows the number, or the card belongs to another person.
    /// </summary>
    /// <param name="number">The number of the card.</param>
    /// <param name="identity">The person whose card it should be; null while no identity card is accepted.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<AcceptedCard?> VerifyBankCardAsync(string number, VerifiedIdentity? identity, CancellationToken cancellationToken);

    Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken);

    /// <param name="token">The token that the face comparison returned.</param>
    /// <param name="identity">The person whose face it should be; null while no identity card is accepted.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<Verdict> VerifyFaceAsync(string token, VerifiedIdentity? identity, CancellationToken cancellationToken);

    /// <summary>Sends a one-time code to a phone. Returns the code, so that its hash can be stored.</summary>
    Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken);

    /// <summary>Tells the owner of a phone that something happened to the account.</summary>
    Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken);
}

/// <summary>Knows a user's completed orders. The feature that keeps orders implements it.</summary>
public interface IOrderHistory
{
    /// <summary>
    /// Counts the people with whose merchants the user, with any account of the same person, has completed an order of at
    /// least an amount since a time.
    /// </summary>
    Task<int> CountSellersAsync(UserId user, Money atLeast, DateTime since, CancellationToken cancellationToken);
}
