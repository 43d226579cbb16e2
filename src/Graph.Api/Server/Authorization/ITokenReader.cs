using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>The content of a valid access token.</summary>
/// <param name="Session">The session to which the token belongs.</param>
/// <param name="ExpiresAt">The time at which the token expires.</param>
/// <param name="AuthenticatedAt">
/// The time at which an external authority last checked the person's credentials; null for this program's own tokens.
/// </param>
public sealed record AccessClaims(SessionId Session, DateTime ExpiresAt, DateTime? AuthenticatedAt = null);

/// <summary>Reads access tokens: either this program's own tokens, or those of an external authority.</summary>
public interface ITokenReader
{
    /// <exception cref="InvalidTokenException">
    /// The token is malformed, forged or expired, or its session has ended.
    /// </exception>
    /// <exception cref="AuthorityAwayException">The authority that signed the token does not answer.</exception>
    Task<AccessClaims> ReadAsync(string token, Origin origin);
}

/// <summary>An access token that is malformed, forged, or expired.</summary>
public sealed class InvalidTokenException()
    : Exception("The access token is not valid or has expired. Sign in, or refresh the session.");

/// <summary>Tokens cannot be checked at the moment. Nothing is wrong with the token, so the client keeps it and tries again.</summary>
public sealed class AuthorityAwayException(Exception cause)
    : Exception("The service that signs access tokens cannot be reached at the moment. Nothing was changed. Try again in a few seconds.", cause);
