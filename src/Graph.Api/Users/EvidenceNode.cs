using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>One submission of one channel, and what the verifier said.</summary>
public sealed class EvidenceNode(Evidence evidence) : INode, INotificationSubject
{
    /// <summary>Opaque and global; only its owner can fetch it.</summary>
    public ITypedId Id => evidence.Id;

    /// <summary>The channel.</summary>
    public EvidenceKind Kind => evidence.Kind;

    /// <summary>Where it stands; only ACCEPTED counts towards the level.</summary>
    public EvidenceStatus Status => evidence.Status;

    /// <summary>When it was submitted.</summary>
    public DateTime SubmittedAt => evidence.SubmittedAt;

    /// <summary>When the verifier decided; null while it is pending.</summary>
    public DateTime? DecidedAt => evidence.DecidedAt;

    /// <summary>When an acceptance ends by itself; null when it does not.</summary>
    public DateTime? ValidUntil => evidence.ValidUntil;

    /// <summary>Why it was not accepted, for people.</summary>
    public string? Reason => evidence.Reason;
}

/// <summary>A card that stands accepted as the viewer's own: from it and to it money can go.</summary>
public sealed class BankCardNode(BankCard card) : INode
{
    /// <summary>Opaque and global; only its owner can fetch it.</summary>
    public ITypedId Id => card.Id;

    /// <summary>The bank that issued it.</summary>
    public string BankName => card.BankName;

    /// <summary>The number with all but the last four digits hidden; the number itself is not stored.</summary>
    public string MaskedNumber => card.MaskedNumber;

    /// <summary>When it was accepted.</summary>
    public DateTime AddedAt => card.AddedAt;
}

/// <summary>A sign-in that lasts until it is signed out or revoked.</summary>
public sealed class SessionNode(Session session, SessionId? current) : INode
{
    /// <summary>Opaque and global; only its owner can fetch it.</summary>
    public ITypedId Id => session.Id;

    /// <summary>When it began.</summary>
    public DateTime CreatedAt => session.CreatedAt;

    /// <summary>When its tokens were last renewed.</summary>
    public DateTime LastSeenAt => session.LastSeenAt;

    /// <summary>What the client called itself.</summary>
    public string? UserAgent => session.UserAgent;

    /// <summary>Whether this request belongs to it.</summary>
    public bool Current => session.Id == current;
}
