using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Graph.Api.Tests.Auth;

/// <summary>An OpenID Connect authority on loopback, as far as an API sees of one: its configuration, its keys, its tokens.</summary>
public sealed class LocalAuthority : IAsyncDisposable
{
    public const string Audience = "graph-api";

    private readonly WebApplication _app;
    private readonly List<RsaSecurityKey> _keys = [];

    private readonly TimeProvider _clock;

    public LocalAuthority(TimeProvider clock)
    {
        _clock = clock;
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, jwks_uri = Issuer + "/keys" }));
        _app.MapGet("/keys", () => Results.Json(new { keys = _keys.Select(Published) }));
        Rotate();
    }

    public string Issuer => _app.Urls.Single().TrimEnd('/');

    public Task StartAsync() => _app.StartAsync();

    /// <summary>A new key signs from now on; the old one is published no more.</summary>
    public void Rotate()
    {
        _keys.Clear();
        _keys.Add(new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.CreateVersion7(DateTimeOffset.UtcNow).ToString("N") });
    }

    public string Token(
        string subject, string? phone = null, string? audience = null, DateTime? authenticatedAt = null, string signIn = "1",
        DateTime? expires = null, SecurityKey? key = null, bool isVerified = true, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var claims = new List<Claim>
        {
            new("sub", subject), new("sid", signIn), new("preferred_username", subject), new("name", "小明"),
            new("auth_time", new DateTimeOffset(authenticatedAt ?? _clock.GetUtcNow().UtcDateTime).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
        };
        if (phone is not null)
        {
            claims.Add(new("phone_number", "+86" + phone));
            claims.Add(new("phone_number_verified", isVerified ? "true" : "false", ClaimValueTypes.Boolean));
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience ?? Audience,
            IssuedAt = _clock.GetUtcNow().UtcDateTime,
            Expires = expires ?? _clock.GetUtcNow().UtcDateTime.AddMinutes(10),
            Subject = new ClaimsIdentity(claims),
            SigningCredentials = new SigningCredentials(key ?? _keys[0], algorithm),
        });
    }

    private static object Published(RsaSecurityKey key)
    {
        var parameters = key.Rsa.ExportParameters(false);
        return new
        {
            kty = "RSA", use = "sig", kid = key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A server whose accounts are kept elsewhere.</summary>
public sealed class ExternalServer : ClockedServer, IAsyncLifetime
{
    public ExternalServer() => Authority = new LocalAuthority(Clock);

    public LocalAuthority Authority { get; }

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    protected override Dictionary<string, string?> Settings => new()
    {
        ["Authentication:Authority"] = Authority.Issuer,
        ["Authentication:Audience"] = LocalAuthority.Audience,
    };

    async Task IAsyncLifetime.InitializeAsync()
    {
        await Authority.StartAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Authority.DisposeAsync();
    }
}

public sealed class AuthorityTests(ExternalServer server) : Scenario(server), IClassFixture<ExternalServer>
{
    private const string Me = "{ viewer { user { id handle displayName } wallet { balance { amount } } security { sessions { id current } auditLog { nodes { kind detail } } } } }";

    [Fact]
    public async Task A_token_of_the_authority_is_an_account_here_from_its_first_request_on()
    {
        var phone = People.NextPhone();
        var client = server.Client(server.Authority.Token("ming_1", phone));
        var me = (await client.DataAsync(Me))["viewer"]!;
        Assert.Equal(("ming_1", "小明"), ((string)me["user"]!["handle"]!, (string)me["user"]!["displayName"]!));
        Assert.Equal("0.00", (string)me["wallet"]!["balance"]!["amount"]!);
        Assert.Equal(["SIGNED_IN", "EVIDENCE_DECIDED", "SIGNED_UP"], me["security"]!["auditLog"]!["nodes"]!.AsArray().Select(line => (string)line!["kind"]!));

        // Another token of the same sign-in, and another sign-in without a word of the phone.
        var again = (await server.Client(server.Authority.Token("ming_1")).DataAsync(Me))["viewer"]!;
        Assert.Single(again["security"]!["sessions"]!.AsArray());
        var second = (await server.Client(server.Authority.Token("ming_1", signIn: "2")).DataAsync(Me))["viewer"]!;
        Assert.Equal((string)me["user"]!["id"]!, (string)second["user"]!["id"]!);
        Assert.Equal(2, second["security"]!["sessions"]!.AsArray().Count);

        // A sign-in that was ended here stays ended, whatever tokens it still gets.
        await client.DataAsync("mutation { signOut(input: {}) { session { id } } }");
        Assert.Equal(401, await StatusAsync(server.Authority.Token("ming_1", phone)));
    }

    [Fact]
    public async Task What_is_the_authoritys_is_refused_here()
    {
        var client = server.Client(server.Authority.Token("ming_2", People.NextPhone()));
        foreach (var mutation in new[]
        {
            "signUp(input: { phone: \"13700000000\", challenge: \"x\", phoneCode: \"1\", password: \"secret-Pass-1\", displayName: \"x\", handle: \"xyz\" })",
            "signIn(input: { phone: \"13700000000\", password: \"secret-Pass-1\" })",
            "requestSignUpCode(input: { phone: \"13700000000\" })",
            "requestPasswordReset(input: { phone: \"13700000000\" })",
            "resetPassword(input: { challenge: \"x\", code: \"1\", newPassword: \"secret-Pass-1\" })",
            "changePhone(input: { challenge: \"x\", code: \"1\", password: \"x\" })",
            "refreshSession(input: { refreshToken: \"x\" })",
            "changePassword(input: { password: \"x\", newPassword: \"secret-Pass-1\" })",
        })
        {
            Assert.Equal("OPERATION_NOT_ALLOWED", (await client.AskAsync($"mutation {{ {mutation} {{ errors {{ __typename }} }} }}")).Code);
        }

        // In place of the password stands a sign-in of the last minutes.
        const string pin = "mutation { setPaymentPin(input: { pin: \"135790\", password: \"\" }) { errors { ... on Error { code } } } }";
        Assert.Null((await client.DataAsync(pin))["setPaymentPin"]!.CodeOf());
        var stale = server.Client(server.Authority.Token("ming_2", authenticatedAt: server.Now.AddMinutes(-6)));
        Assert.Equal("WRONG_PASSWORD", (await stale.DataAsync(pin))["setPaymentPin"]!.CodeOf());
    }

    [Fact]
    public async Task Forged_foreign_and_expired_tokens_and_people_without_a_phone_stay_outside()
    {
        var phone = People.NextPhone();
        var authority = server.Authority;
        string[] bad =
        [
            authority.Token("ming_3", phone, audience: "another-api"),
            authority.Token("ming_3", phone, expires: server.Now.AddSeconds(-1)),
            authority.Token("ming_3", phone, key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = "unknown" }),
            authority.Token("ming_3", phone, key: new SymmetricSecurityKey(new byte[32]), algorithm: SecurityAlgorithms.HmacSha256),
            authority.Token("ming_3"),
            authority.Token("ming_3", phone, isVerified: false),
            "garbage",
        ];
        foreach (var token in bad)
        {
            Assert.Equal(401, await StatusAsync(token));
        }

        Assert.Equal(200, await StatusAsync(authority.Token("ming_3", phone)));
    }

    [Fact]
    public async Task A_stream_lives_as_long_as_its_token_and_a_new_key_is_fetched()
    {
        server.Authority.Rotate();
        var token = server.Authority.Token("ming_4", People.NextPhone(), expires: server.Now.AddSeconds(5));

        // A token of an unknown key has the keys fetched anew, at most every so often.
        await Patience.UntilAsync(async () => await StatusAsync(token) == 200);
        await using var socket = await Socket.ReadyAsync(server, token);
        await socket.SubscribeAsync("1", "subscription { wallet { balance { amount } } }");
        JsonNode first = await socket.NextAsync();
        Assert.Equal("0.00", (string)first["data"]!["wallet"]!["balance"]!["amount"]!);

        server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(4403, await socket.ClosedAsync());
    }

    private async Task<int> StatusAsync(string token)
    {
        using var response = await server.Client(token).PostAsync("{ viewer { id } }");
        return (int)response.StatusCode;
    }

    /// <summary>Nothing is wrong with a token that cannot be checked, so the client is not sent away to sign in again.</summary>
    [Fact]
    public async Task While_the_authority_is_away_a_token_is_not_called_invalid()
    {
        await using var authority = new LocalAuthority(TimeProvider.System);
        await authority.StartAsync();
        await using var orphan = new OrphanServer(authority.Issuer);
        var token = authority.Token("ming_9", People.NextPhone());
        await authority.DisposeAsync();
        await orphan.InitializeAsync();
        using var refused = await orphan.Client(token).PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await using var socket = await Socket.OpenAsync(orphan);
        await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = "Bearer " + token } });
        Assert.Equal(1013, await socket.ClosedAsync());

        // Nor is one that an authority signed which went away afterwards, with a key that this node has not heard of.
        await using var second = new LocalAuthority(TimeProvider.System);
        await second.StartAsync();
        await using var server = new OrphanServer(second.Issuer);
        await server.InitializeAsync();
        using var known = await server.Client(second.Token("ming_9", People.NextPhone())).PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        second.Rotate();
        var unheard = second.Token("ming_9");
        await second.DisposeAsync();
        using var away = await server.Client(unheard).PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        using var stranger = await orphan.Client().PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.OK, stranger.StatusCode);
    }

    private sealed class OrphanServer(string issuer) : GraphServer, IAsyncDisposable
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Authentication:Authority"] = issuer,
            ["Authentication:Audience"] = LocalAuthority.Audience,
        };

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
