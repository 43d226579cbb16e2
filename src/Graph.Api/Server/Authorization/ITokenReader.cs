using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>What a valid access token says.</summary>
/// <param name="Session">The session that it belongs to.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="AuthenticatedAt">When an external authority last saw the person's credentials; null for our own tokens.</param>
public sealed record AccessClaims(SessionId Session, DateTime ExpiresAt, DateTime? AuthenticatedAt = null);

/// <summary>Whose tokens are taken: this program's own, or an external authority's.</summary>
public interface ITokenReader
{
    /// <exception cref="InvalidTokenException">It is malformed, forged or expired, or its session has ended.</exception>
    Task<AccessClaims> ReadAsync(string token, Origin origin);
}

/// <summary>An access token that is malformed, forged, or expired.</summary>
public sealed class InvalidTokenException() : Exception("The access token is not valid, or no longer; sign in or refresh.");
