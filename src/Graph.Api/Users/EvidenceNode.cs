using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>One piece of evidence that the viewer submitted, with the verifier's decision.</summary>
public sealed class EvidenceNode(Evidence evidence) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the evidence's owner can fetch it by this ID.</summary>
    public ITypedId Id => evidence.Id;

    /// <summary>The channel, that is the kind of evidence.</summary>
    public EvidenceKind Kind => evidence.Kind;

    /// <summary>The status of the evidence. Only ACCEPTED evidence counts towards the real-name level.</summary>
    public EvidenceStatus Status => evidence.Status;

    /// <summary>The time at which the viewer submitted it, in UTC.</summary>
    public DateTime SubmittedAt => evidence.SubmittedAt;

    /// <summary>The time at which the verifier decided, in UTC; null while the evidence is pending.</summary>
    public DateTime? DecidedAt => evidence.DecidedAt;

    /// <summary>The time at which accepted evidence expires, in UTC; null when it does not expire.</summary>
    public DateTime? ValidUntil => evidence.ValidUntil;

    /// <summary>The reason why the evidence was not accepted, as text for people; null when there is none.</summary>
    public string? Reason => evidence.Reason;
}

/// <summary>
/// A bank card that was accepted as the viewer's own. Top-ups come from it, and withdrawals go to it.
/// </summary>
public sealed class BankCardNode(BankCard card) : INode
{
    /// <summary>The opaque global ID. Only the card's owner can fetch it by this ID.</summary>
    public ITypedId Id => card.Id;

    /// <summary>The name of the bank that issued the card.</summary>
    public string BankName => card.BankName;

    /// <summary>The card number with all but the last four digits hidden. The full number is not stored.</summary>
    public string MaskedNumber => card.MaskedNumber;

    /// <summary>The time at which the card was accepted, in UTC.</summary>
    public DateTime AddedAt => card.AddedAt;
}

/// <summary>
/// A session of the viewer on one device. It lasts until it is signed out or revoked, or until it expires.
/// </summary>
public sealed class SessionNode(Session session, SessionId? current) : INode
{
    /// <summary>
    /// The opaque global ID. Only the session's owner can fetch it by this ID. Give it to `signOut`.
    /// </summary>
    public ITypedId Id => session.Id;

    /// <summary>The time at which the session began, in UTC.</summary>
    public DateTime CreatedAt => session.CreatedAt;

    /// <summary>The time at which the session's tokens were last renewed, in UTC.</summary>
    public DateTime LastSeenAt => session.LastSeenAt;

    /// <summary>The header `User-Agent` of the client when it signed in; null when it sent none.</summary>
    public string? UserAgent => session.UserAgent;

    /// <summary>Whether this request belongs to the session.</summary>
    public bool Current => session.Id == current;
}
