using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
    private const string Day = "yyyyMMdd";

    /// <summary>The end of the year 9999, in Unix time.</summary>
    private const long LastSecond = 253_402_300_800;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Keys _keys;
    private readonly TimeProvider _clock;
    private readonly CompactToken.KeysFor _keysFor;
    private readonly Func<Utf8JsonReader, AccessClaims?> _claims;
    private volatile DayKeys? _lastUsed;

    public AccessTokens(Keys keys, TimeProvider clock)
    {
        (_keys, _clock) = (keys, clock);
        (_keysFor, _claims) = (KeysFor, ClaimsOf);
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
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(KeysOf(DayOf(now)).Keys[0]) { KeyId = DayOf(now) }, SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }

    public Task<AccessClaims> ReadAsync(string token, Origin origin) =>
        Task.FromResult(CompactToken.Read(token, _keysFor, _claims) ?? throw new InvalidTokenException());

    /// <summary>The claims of a token whose signature is right; null when it is not for this API, or has expired.</summary>
    private AccessClaims? ClaimsOf(Utf8JsonReader json)
    {
        var (isIssuer, isAudience) = (false, false);
        SessionId? session = null;
        DateTime? expires = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("iss"u8))
            {
                isIssuer = IsText(ref json, Issuer);
            }
            else if (json.ValueTextEquals("aud"u8))
            {
                isAudience = IsText(ref json, Issuer);
            }
            else if (json.ValueTextEquals("exp"u8))
            {
                expires = json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var seconds) && seconds is > 0 and < LastSecond
                    ? DateTime.UnixEpoch.AddSeconds(seconds)
                    : null;
            }
            else if (json.ValueTextEquals("sid"u8))
            {
                session = json.Read() && json.TokenType == JsonTokenType.String && Utf8Parser.TryParse(json.ValueSpan, out Guid id, out var read, 'N')
                    && read == json.ValueSpan.Length
                        ? new SessionId(id)
                        : null;
            }
            else
            {
                json.Skip();
            }
        }

        return isIssuer && isAudience && session is { } found && expires > _clock.UtcNow() ? new AccessClaims(found, expires.Value) : null;
    }

    private static bool IsText(ref Utf8JsonReader json, string text) =>
        json.Read() && json.TokenType == JsonTokenType.String && json.ValueTextEquals(text);

    /// <summary>
    /// The keys that may have signed a token. Tokens live for minutes, so a valid token was signed today, or just
    /// before midnight.
    /// </summary>
    private IReadOnlyList<byte[]>? KeysFor(ReadOnlySpan<byte> kid)
    {
        var now = _clock.UtcNow();
        if (!IsDay(kid, now) && !IsDay(kid, now - Lifetime) && !IsDay(kid, now + Skew))
        {
            return null;
        }

        return _lastUsed is { } last && Ascii.Equals(kid, last.Day) ? last.Keys : KeysOf(Encoding.ASCII.GetString(kid)).Keys;
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

    private static string DayOf(DateTime time) => time.ToString(Day, CultureInfo.InvariantCulture);

    private static bool IsDay(ReadOnlySpan<byte> kid, DateTime time)
    {
        Span<byte> day = stackalloc byte[Day.Length];
        return time.TryFormat(day, out var length, Day, CultureInfo.InvariantCulture) && kid.SequenceEqual(day[..length]);
    }

    private static byte[] KeyOf(byte[] secret, string day) =>
        HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, Encoding.UTF8.GetBytes("access tokens of " + day));

    private sealed record DayKeys(string Day, byte[][] Keys);
}
