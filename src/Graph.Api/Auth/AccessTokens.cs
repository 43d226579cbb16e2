using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Graph.Api.Server.Authorization;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Graph.Api.Auth;

/// <summary>
/// Short-lived signed tokens (JWT, HS256) that name a session. Each day has a key of its own, derived from the configured
/// one, and named in the token: what leaks of one day signs nothing the day after. A configured key that was replaced is
/// still taken where it is named as the one before.
/// </summary>
public sealed class AccessTokens(Keys keys, TimeProvider clock) : ITokenReader
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Clocks of two nodes differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const string Issuer = "social-finance-graph";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

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
            SigningCredentials = new SigningCredentials(KeyOf(keys.Signing, DayOf(now)), SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }

    public async Task<AccessClaims> ReadAsync(string token, Origin origin)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKeyResolver = (_, _, kid, _) => KeysFor(kid),
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

    /// <summary>A token lives for minutes: it was signed today, or just before midnight.</summary>
    private IEnumerable<SecurityKey> KeysFor(string kid)
    {
        var now = clock.UtcNow();
        if (kid != DayOf(now) && kid != DayOf(now - Lifetime) && kid != DayOf(now + Skew))
        {
            return [];
        }

        return keys.SigningBefore is { } before ? [KeyOf(keys.Signing, kid), KeyOf(before, kid)] : [KeyOf(keys.Signing, kid)];
    }

    private static string DayOf(DateTime time) => time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static SymmetricSecurityKey KeyOf(byte[] secret, string day) =>
        new(HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, Encoding.UTF8.GetBytes("access tokens of " + day))) { KeyId = day };
}
