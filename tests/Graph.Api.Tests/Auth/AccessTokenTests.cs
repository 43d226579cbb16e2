using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Auth;

/// <summary>What a token of this program must be, claim by claim: the reader is our own.</summary>
public sealed class AccessTokenTests
{
    private const string Header = """{"alg":"HS256","kid":"20261124","typ":"JWT"}""";
    private const string Claims =
        """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":1795522500,"sid":"00000000000000000000000000000001"}""";

    private static readonly byte[] Secret = [.. Enumerable.Repeat((byte)1, 32)];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly AccessTokens _tokens;

    public AccessTokenTests() => _tokens = new AccessTokens(new Keys(Secret, Secret), _clock);

    [Fact]
    public async Task A_token_that_is_right_is_taken()
    {
        var claims = await _tokens.ReadAsync(Token(Header, Claims), new(null, null));
        Assert.Equal(new SessionId(new Guid("00000000-0000-0000-0000-000000000001")), claims.Session);
        Assert.Equal(new DateTime(2026, 11, 24, 12, 15, 0, DateTimeKind.Utc), claims.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"HS512","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"hs256","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"none","alg":"HS256","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":["HS256"],"kid":"20261124"}""", Claims)]
    [InlineData("""{"kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"HS256"}""", Claims)]
    [InlineData("""{"alg":"HS256","kid":"20261123"}""", Claims)]
    [InlineData("""{"alg":"HS256","kid":20261124}""", Claims)]
    [InlineData("""{"alg":"HS256","kid":"20261124","crit":["b64"]}""", Claims)]
    [InlineData("""["HS256"]""", Claims)]
    [InlineData("""{"\udc00":1,"alg":"HS256","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"\ud800","kid":"20261124"}""", Claims)]
    [InlineData("""{"alg":"HS256","kid":"20261124","\udc00":1}""", Claims)]
    [InlineData(Header, """{"\udc00":"social-finance-graph"}""")]
    [InlineData("not json", Claims)]
    [InlineData(Header, "not json")]
    [InlineData(Header, """{"aud":"social-finance-graph","exp":1795522500,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","exp":1795522500,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"another","aud":"social-finance-graph","exp":1795522500,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"another","exp":1795522500,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":1795521600,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":"1795522500","sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":9999999999999999,"sid":"00000000000000000000000000000001"}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":1795522500}""")]
    [InlineData(Header, """{"iss":"social-finance-graph","aud":"social-finance-graph","exp":1795522500,"sid":"1"}""")]
    [InlineData(Header, """{"x":{"iss":"social-finance-graph","aud":"social-finance-graph"},"exp":1795522500,"sid":"00000000000000000000000000000001"}""")]
    public Task A_token_that_is_signed_and_says_something_else_is_refused(string header, string claims) => RefusedAsync(Token(header, claims));

    [Fact]
    public async Task A_token_with_another_character_in_it_is_refused()
    {
        var token = Token(Header, Claims);

        // The last character holds two bits that mean nothing.
        for (var i = 0; i < token.Length - 1; i++)
        {
            await RefusedAsync(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
        }
    }

    [Fact]
    public async Task A_token_that_is_cut_lengthened_or_signed_by_another_is_refused()
    {
        var token = Token(Header, Claims);
        var unsigned = token[..token.LastIndexOf('.')];
        await RefusedAsync("");
        await RefusedAsync(".");
        await RefusedAsync("..");
        await RefusedAsync(unsigned);
        await RefusedAsync(unsigned + ".");
        await RefusedAsync(token[..^4]);
        await RefusedAsync(token + ".");
        await RefusedAsync(token + "." + token);
        await RefusedAsync("." + token);
        await RefusedAsync(token + " ");
        await RefusedAsync(token + "=");
        await RefusedAsync(new string('A', 100_000));
        await RefusedAsync(Token(Header, Claims, secret: new byte[32]));
    }

    /// <summary>What the library makes is what the reader takes.</summary>
    [Fact]
    public async Task A_token_that_was_issued_is_taken_until_it_expires()
    {
        var session = new SessionId(Guid.CreateVersion7(_clock.GetUtcNow()));
        var (token, expiresAt) = _tokens.Issue(new UserId(Guid.CreateVersion7(_clock.GetUtcNow())), session);
        Assert.Equal(new AccessClaims(session, expiresAt), await _tokens.ReadAsync(token, new(null, null)));
        _clock.Advance(AccessTokens.Lifetime);
        await RefusedAsync(token);
    }

    private Task RefusedAsync(string token) =>
        Assert.ThrowsAsync<InvalidTokenException>(() => _tokens.ReadAsync(token, new(null, null)));

    private static string Token(string header, string claims, byte[]? secret = null)
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        var key = HKDF.Expand(HashAlgorithmName.SHA256, secret ?? Secret, 32, "access tokens of 20261124"u8.ToArray());
        return text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
    }
}
