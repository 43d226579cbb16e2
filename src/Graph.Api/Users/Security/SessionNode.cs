using Graph.Api.Server.Relay;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

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
