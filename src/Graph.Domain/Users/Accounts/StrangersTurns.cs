using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

/// <summary>
/// Lets strangers of one network hash one password at a time, for signing in, signing up and resetting a password
/// together. Hashing is expensive, and they could otherwise take the processor from everybody's payments.
/// </summary>
public sealed class StrangersTurns
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    private readonly Turns _networks = new(places: 1);

    /// <summary>Waits for the turn of this address's network. Disposing it lets the next one in.</summary>
    /// <exception cref="DomainException">RATE_LIMITED: the wait took too long.</exception>
    public async Task<IDisposable> EnterAsync(string? address, CancellationToken cancellationToken = default) =>
        await _networks.TryEnterAsync(Network.Of(address) ?? "", MaxWait, cancellationToken)
            ?? throw new DomainException(new TooManyAttemptsError(RetryAfterSeconds: 1));
}
