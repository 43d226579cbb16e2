namespace Graph.Domain.Users.Passkeys;

/// <summary>Where passkeys are valid. A browser signs for the origin of its page, and for no other.</summary>
public sealed class PasskeySettings
{
    /// <summary>
    /// The relying party: the domain of the front ends, for example `example.com`. Null when passkeys are not set up.
    /// It must never change, because passkeys belong to it.
    /// </summary>
    public string? RelyingPartyId { get; set; }

    /// <summary>What authenticators call this service to the user.</summary>
    public string Name { get; set; } = "Social finance graph";

    /// <summary>The origins of pages that may use passkeys, for example `https://app.example.com`.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>Whether pages of `http://localhost` may use passkeys on every port, for development servers.</summary>
    public bool AnyLocalPort { get; set; }

    public bool IsConfigured => RelyingPartyId is not null;
}
