using System.Globalization;
using Graph.Api.Server.Authorization;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Graph.Api.Auth;

/// <summary>An OpenID Connect authority that keeps the accounts instead of this program.</summary>
/// <param name="Url">
/// The address of the authority, as in the claim `iss` of its tokens. Its configuration is read from below this
/// address.
/// </param>
/// <param name="Audience">The value of the claim `aud` in tokens for this API.</param>
public sealed record Authority(Uri Url, string Audience);

/// <summary>
/// Reads tokens of an external authority. It checks them with the authority's published keys, which are fetched again
/// when a token names an unknown key. The claim `sub` names the person, and `sid` (or else `auth_time`) names the
/// sign-in. At a person's first sign-in, `phone_number` and `phone_number_verified` are needed too.
/// </summary>
public sealed class AuthorityTokens : ITokenReader
{
    /// <summary>The tolerance for different clocks of two machines.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>How long a request waits for the authority.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _configuration;
    private readonly Authority _authority;
    private readonly ExternalLogins _logins;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly HttpDocumentRetriever _documents;
    private Task<OpenIdConnectConfiguration>? _fetching;
    private Task<OpenIdConnectConfiguration>? _looking;
    private DateTime _lookedAt;

    public AuthorityTokens(Authority authority, ExternalLogins logins, TimeProvider clock, bool isDevelopment)
    {
        (_authority, _logins, _clock) = (authority, logins, clock);
        _documents = new HttpDocumentRetriever(new HttpClient { Timeout = Patience }) { RequireHttps = !isDevelopment };
        _configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            AddressOf(authority), new OpenIdConnectConfigurationRetriever(), _documents)
        {
            RefreshInterval = TimeSpan.FromSeconds(30),
        };
    }

    public async Task<AccessClaims> ReadAsync(string token, Origin origin)
    {
        await RequireConfigurationAsync();
        var parameters = new TokenValidationParameters
        {
            ConfigurationManager = _configuration,
            ValidIssuer = _authority.Url.AbsoluteUri.TrimEnd('/'),
            ValidAudience = _authority.Audience,
            ValidAlgorithms = Algorithms,
            LifetimeValidator = (from, expires, _, _) => (from is null || from <= _clock.UtcNow() + Skew) && expires > _clock.UtcNow(),
        };
        var result = await _handler.ValidateTokenAsync(token, parameters);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            (parameters.ConfigurationManager, parameters.IssuerSigningKeys) = (null, (await LatestAsync()).SigningKeys);
            result = await _handler.ValidateTokenAsync(token, parameters);
        }

        if (!result.IsValid || Claim("sub") is not { } subject || (Claim("sid") ?? Claim("auth_time")) is not { } signIn)
        {
            throw new InvalidTokenException();
        }

        var identity = new ExternalIdentity(
            _authority.Url.AbsoluteUri.TrimEnd('/'),
            subject,
            signIn,
            Claim("phone_number_verified") is "true" or "True" ? Claim("phone_number") : null,
            Claim("preferred_username"),
            Claim("name"));
        var session = await _logins.SessionOfAsync(identity, origin) ?? throw new InvalidTokenException();
        return new AccessClaims(session, result.SecurityToken.ValidTo, SecondsOf("auth_time") ?? DateTime.MinValue);

        string? Claim(string name) => result.Claims.TryGetValue(name, out var value)
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

        DateTime? SecondsOf(string name) => long.TryParse(Claim(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTime.UnixEpoch.AddSeconds(seconds)
            : null;
    }

    private static string AddressOf(Authority authority) => authority.Url.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <summary>
    /// Waits for the keys of the authority. Without them, the handler above calls every token invalid, and clients would sign in again.
    /// Requests that come at the same time wait for one answer.
    /// </summary>
    private Task RequireConfigurationAsync()
    {
        lock (_gate)
        {
            _fetching = _fetching is { IsCompleted: false } running ? running : _configuration.GetConfigurationAsync(CancellationToken.None);
            return AnsweredAsync(_fetching);
        }
    }

    /// <summary>
    /// A token names a key that is not known. The authority may have a new one, so its keys are fetched, once in a while for all who want
    /// to know. Tokens with made-up keys cause no more than that.
    /// </summary>
    private async Task<OpenIdConnectConfiguration> LatestAsync()
    {
        Task<OpenIdConnectConfiguration> looking;
        lock (_gate)
        {
            var now = _clock.UtcNow();
            if (_looking is null || (_looking.IsCompleted && now - _lookedAt > Patience))
            {
                (_looking, _lookedAt) = (OpenIdConnectConfigurationRetriever.GetAsync(AddressOf(_authority), _documents, CancellationToken.None), now);
            }

            looking = _looking;
        }

        await AnsweredAsync(looking);
        return await looking;
    }

    private static async Task AnsweredAsync(Task asked)
    {
        try
        {
            await asked.WaitAsync(Patience);
        }
        catch (Exception away)
        {
            throw new AuthorityAwayException(away);
        }
    }
}
