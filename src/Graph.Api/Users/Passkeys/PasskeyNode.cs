using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.Passkeys;

namespace Graph.Api.Users.Passkeys;

/// <summary>
/// A passkey of the viewer. It signs in without a password, and confirms payments beyond ¥5,000 a day.
/// </summary>
public sealed class PasskeyNode(Passkey passkey) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the passkey's owner can fetch it by this ID.</summary>
    public ITypedId Id => passkey.Id;

    /// <summary>What the viewer calls it. Change it with `renamePasskey`.</summary>
    public string Name => passkey.Name;

    /// <summary>The time at which the passkey was added, in UTC.</summary>
    public DateTime CreatedAt => passkey.CreatedAt;

    /// <summary>The time at which it last signed in or confirmed a payment, in UTC; null when it never has.</summary>
    public DateTime? LastUsedAt => passkey.LastUsedAt;
}
