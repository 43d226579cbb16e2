using System.Security.Claims;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Graph.Api.Auth;

/// <summary>What a valid access token says.</summary>
public sealed record AccessClaims(SessionId Session, DateTime ExpiresAt);

/// <summary>An access token that is malformed, forged, or expired.</summary>
public sealed class InvalidTokenException() : Exception("The access token is not valid, or no longer; sign in or refresh.");

/// <summary>Short-lived signed tokens (JWT, HS256) that name a session.</summary>
public sealed class AccessTokens(Keys keys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Issuer = "social-finance-graph";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key = new(keys.Signing);

    public (string Token, DateTime ExpiresAt) Issue(UserId user, SessionId session)
    {
        var now = clock.UtcNow();
        var expiresAt = now + Lifetime;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            Expires = expiresAt,
            Subject = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, user.Value.ToString("N")),
                new Claim(JwtRegisteredClaimNames.Sid, session.Value.ToString("N")),
            ]),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }

    public async Task<AccessClaims> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires > clock.UtcNow(),
        });
        if (!result.IsValid
            || !result.Claims.TryGetValue(JwtRegisteredClaimNames.Sid, out var sid)
            || !Guid.TryParseExact(sid as string, "N", out var session))
        {
            throw new InvalidTokenException();
        }

        return new AccessClaims(new SessionId(session), result.SecurityToken.ValidTo);
    }
}
