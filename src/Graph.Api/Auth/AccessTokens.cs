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
/// Makes and reads short-lived signed tokens (JWT, HS256) that name a session. Each day has its own key, which is
/// derived from the configured key and named in the token. So a leaked key of one day cannot sign tokens on the next
/// day. Tokens of the previous configured key are accepted while that key is set as the one before.
/// </summary>
public sealed class AccessTokens : ITokenReader
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>The tolerance for different clocks of two servers.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const string Issuer = "social-finance-graph";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Keys _keys;
    private readonly TimeProvider _clock;
    private readonly TokenValidationParameters _rules;
    private volatile DayKeys? _lastUsed;

    public AccessTokens(Keys keys, TimeProvider clock)
    {
        (_keys, _clock) = (keys, clock);
        _rules = new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKeyResolver = (_, _, kid, _) => KeysFor(kid),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires > _clock.UtcNow(),
        };
    }

    public (string Token, DateTime ExpiresAt) Issue(UserId user, SessionId session)
    {
        var now = _clock.UtcNow();
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
            SigningCredentials = new SigningCredentials(KeysOf(DayOf(now)).Keys[0], SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }

    public async Task<AccessClaims> ReadAsync(string token, Origin origin)
    {
        var result = await _handler.ValidateTokenAsync(token, _rules);
        if (!result.IsValid
            || !result.Claims.TryGetValue(JwtRegisteredClaimNames.Sid, out var sid)
            || !Guid.TryParseExact(sid as string, "N", out var session))
        {
            throw new InvalidTokenException();
        }

        return new AccessClaims(new SessionId(session), result.SecurityToken.ValidTo);
    }

    /// <summary>
    /// The keys that may have signed a token. Tokens live for minutes, so a valid token was signed today, or just
    /// before midnight.
    /// </summary>
    private IEnumerable<SecurityKey> KeysFor(string kid)
    {
        var now = _clock.UtcNow();
        if (kid != DayOf(now) && kid != DayOf(now - Lifetime) && kid != DayOf(now + Skew))
        {
            return [];
        }

        return KeysOf(kid).Keys;
    }

    /// <summary>
    /// The keys of a day. Those that were used last are kept, because deriving a key takes longer than checking a token.
    /// </summary>
    private DayKeys KeysOf(string day)
    {
        if (_lastUsed is { } last && last.Day == day)
        {
            return last;
        }

        var signing = KeyOf(_keys.Signing, day);
        return _lastUsed = new DayKeys(day, _keys.SigningBefore is { } before ? [signing, KeyOf(before, day)] : [signing]);
    }

    private static string DayOf(DateTime time) => time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static SymmetricSecurityKey KeyOf(byte[] secret, string day) =>
        new(HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, Encoding.UTF8.GetBytes("access tokens of " + day))) { KeyId = day };

    private sealed record DayKeys(string Day, SecurityKey[] Keys);
}
