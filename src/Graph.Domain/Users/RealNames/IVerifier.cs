using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.RealNames;

/// <summary>What a verifier says of a submission.</summary>
/// <param name="Status">Pending, accepted or rejected.</param>
/// <param name="Reason">Why it is not accepted, for people.</param>
/// <param name="ValidUntil">When an acceptance ends by itself, in UTC; null when it does not.</param>
public sealed record Verdict(EvidenceStatus Status, string? Reason = null, DateTime? ValidUntil = null)
{
    public static Verdict Accepted { get; } = new(EvidenceStatus.Accepted);

    public static Verdict Pending { get; } = new(EvidenceStatus.Pending);

    public static Verdict Rejected(string reason) => new(EvidenceStatus.Rejected, reason);
}

/// <summary>A card as the bank accepts it: its name, and the token that stands for the number from then on.</summary>
public sealed record AcceptedCard(string BankName, string Token);

/// <summary>Who an accepted identity card says somebody is.</summary>
public sealed record VerifiedIdentity(string FullName, string IdNumber)
{
    /// <summary>Never the number: what is printed may be logged.</summary>
    public override string ToString() => nameof(VerifiedIdentity);
}

/// <summary>
/// Who decides about evidence. The sandbox is embedded; a service can take its place. One that cannot be reached throws a
/// <see cref="DomainException"/> of <see cref="VerifierUnavailableError"/>: nothing is decided then.
/// </summary>
public interface IVerifier
{
    Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken);

    /// <summary>Null when no bank knows the number, or it is somebody else's.</summary>
    /// <param name="number">The number of the card.</param>
    /// <param name="identity">Whose card it should be; null while no identity card is accepted.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<AcceptedCard?> VerifyBankCardAsync(string number, VerifiedIdentity? identity, CancellationToken cancellationToken);

    Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken);

    /// <param name="token">What the face comparison returned.</param>
    /// <param name="identity">Whose face it should be; null while no identity card is accepted.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<Verdict> VerifyFaceAsync(string token, VerifiedIdentity? identity, CancellationToken cancellationToken);

    /// <summary>Sends a one-time code to a phone, and returns it, so that its hash can be kept.</summary>
    Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken);
}

/// <summary>What the orders of somebody tell; answered by the feature that keeps orders.</summary>
public interface IOrderHistory
{
    Task<int> CountCompletedAsync(UserId user, DateTime since, CancellationToken cancellationToken);
}
