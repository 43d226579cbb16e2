using Graph.Domain.Shared;

namespace Graph.Domain.Users.RealNames;

/// <summary>A built-in verifier with test values, which docs/operations.md lists.</summary>
public sealed class SandboxVerifier(KeyedHash hash, TimeProvider clock) : IVerifier
{
    public const string PhoneCode = "246810";
    public const string FaceToken = "face-ok";

    /// <summary>The face of somebody else.</summary>
    public const string OtherFaceToken = "face-other";

    public const string FaceForAYear = "face-ok-for-a-year";

    private const string RejectedSign = "拒";
    private const string PendingSign = "等";

    private static readonly Dictionary<string, string> Banks = new()
    {
        ["622202"] = "Sandbox Bank",
        ["622203"] = "Sandbox Bank of Refusals",
        ["622204"] = "Sandbox Bank of Delays",
        ["622205"] = "Sandbox Bank of Silence",
    };

    public Task<Verdict> VerifyIdentityCardAsync(
        string fullName, IdentityCard card, CancellationToken cancellationToken) => Task.FromResult(
            fullName.Contains(RejectedSign, StringComparison.Ordinal)
                ? Verdict.Rejected("This number is registered under another name.")
                : fullName.Contains(PendingSign, StringComparison.Ordinal)
                    ? Verdict.Pending
                    : Verdict.Accepted);

    public Task<AcceptedCard?> VerifyBankCardAsync(
        string number, VerifiedIdentity? identity, CancellationToken cancellationToken)
    {
        // The hash is keyed: from an unkeyed one, the number could be found by trying all numbers of the bank.
        var token = Convert.ToHexStringLower(hash.Of("sandbox card", number).AsSpan(1, 16));
        var card = Banks.TryGetValue(number[..6], out var bank)
            ? new AcceptedCard(bank, $"{number[..6]}-{token}")
            : null;
        return Task.FromResult(card);
    }

    public Task<Verdict> VerifyAddressAsync(
        string province, string city, string street, CancellationToken cancellationToken) =>
        Task.FromResult(Verdict.Accepted);

    public Task<Verdict> VerifyFaceAsync(
        string token, VerifiedIdentity? identity, CancellationToken cancellationToken) => Task.FromResult(
        token switch
        {
            FaceToken => Verdict.Accepted,
            FaceForAYear => Verdict.Accepted with { ValidUntil = clock.UtcNow().AddYears(1) },
            OtherFaceToken => Verdict.Rejected("This is the face of another person."),
            _ => Verdict.Rejected("The face does not match the identity card."),
        });

    public Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) =>
        Task.FromResult(PhoneCode);

    public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) => Task.CompletedTask;
}
