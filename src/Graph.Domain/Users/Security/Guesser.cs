using Graph.Domain.Shared;

namespace Graph.Domain.Users.Security;

/// <summary>
/// Whose secret is guessed, and by whom. Guesses count by both together, so that a stranger's wrong guesses never use
/// up those of the owner.
/// </summary>
public sealed record Guesser
{
    private Guesser(string account, string? by, bool isStranger)
    {
        Account = account;
        By = by;
        IsStranger = isStranger;
    }

    /// <summary>The account whose secret is guessed, or the person who guesses a secret of others.</summary>
    public string Account { get; }

    /// <summary>The device, session or network that guesses; null when all of the account count together.</summary>
    public string? By { get; }

    /// <summary>Whether nothing is known about the one who guesses but the network.</summary>
    public bool IsStranger { get; }

    /// <summary>A guess from a device that the account does not know.</summary>
    public static Guesser Stranger(string account, string? address) => new(account, Network.Of(address) ?? "unknown", isStranger: true);

    /// <summary>A guess from a device on which the owner has signed in before.</summary>
    public static Guesser Device(string account, KnownDeviceId device) => new(account, $"device {device.Value:N}", isStranger: false);

    /// <summary>A guess in a session of the account.</summary>
    public static Guesser Session(string account, SessionId session) => new(account, $"session {session.Value:N}", isStranger: false);

    /// <summary>A guess by someone who is signed in, about a secret of somebody else.</summary>
    public static Guesser Person(string account) => new(account, by: null, isStranger: false);
}
