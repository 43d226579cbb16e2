namespace Graph.Domain.Users;

/// <summary>What a verifier says of a submission.</summary>
public sealed record Verdict(EvidenceStatus Status, string? Reason = null)
{
    public static Verdict Accepted { get; } = new(EvidenceStatus.Accepted);

    public static Verdict Pending { get; } = new(EvidenceStatus.Pending);

    public static Verdict Rejected(string reason) => new(EvidenceStatus.Rejected, reason);
}

/// <summary>A card as the bank accepts it: its name, and the token that stands for the number from then on.</summary>
public sealed record AcceptedCard(string BankName, string Token);

/// <summary>Who decides about evidence. The sandbox is embedded; a service can take its place.</summary>
public interface IVerifier
{
    Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken);

    /// <summary>Null when no bank knows the number.</summary>
    Task<AcceptedCard?> VerifyBankCardAsync(string number, CancellationToken cancellationToken);

    Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken);

    Task<Verdict> VerifyFaceAsync(string token, CancellationToken cancellationToken);

    /// <summary>Sends a one-time code to a phone, and returns it, so that its hash can be kept.</summary>
    Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken);
}

/// <summary>What the orders of somebody tell; answered by the feature that keeps orders.</summary>
public interface IOrderHistory
{
    Task<int> CountCompletedAsync(UserId user, DateTime since, CancellationToken cancellationToken);
}

/// <summary>While nothing can be ordered, nobody has a history.</summary>
public sealed class NoOrderHistory : IOrderHistory
{
    public Task<int> CountCompletedAsync(UserId user, DateTime since, CancellationToken cancellationToken) =>
        Task.FromResult(0);
}
