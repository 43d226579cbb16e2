using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users;

/// <summary>Strangers who make up tokens and challenges wait for no writer, and so keep nobody's payment waiting.</summary>
public sealed class MadeUpSecretTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Code = "errors { ... on Error { code } }";

    [Fact]
    public async Task What_is_made_up_is_refused_while_somebody_else_writes()
    {
        var replies = await server.Services.GetRequiredService<Units>().WriteAsync(_ => AskAsync().WaitAsync(Patience.Long));
        Assert.Equal("INVALID_REFRESH_TOKEN, VALIDATION, VALIDATION, NotFound", string.Join(", ", replies));
    }

    private async Task<string?[]> AskAsync()
    {
        var challenge = Convert.ToBase64String(Guid.CreateVersion7().ToByteArray(bigEndian: true)).TrimEnd('=');
        var refreshed = await server.Client().DataAsync(
            $"mutation($input: RefreshSessionInput!) {{ refreshSession(input: $input) {{ {Code} }} }}",
            new { input = new { refreshToken = "made-up" } });
        var reset = await server.Client().DataAsync(
            $"mutation($input: ResetPasswordInput!) {{ resetPassword(input: $input) {{ {Code} }} }}",
            new { input = new { challenge, code = SandboxVerifier.PhoneCode, newPassword = Somebody.Password } });
        var signedUp = await server.Client().DataAsync(
            $"mutation($input: SignUpInput!) {{ signUp(input: $input) {{ {Code} }} }}",
            new
            {
                input = new
                {
                    phone = People.NextPhone(),
                    challenge,
                    phoneCode = SandboxVerifier.PhoneCode,
                    password = Somebody.Password,
                    handle = "made_up",
                    displayName = "Made up",
                },
            });
        using var http = new HttpClient();
        using var copy = await http.GetAsync(new Uri(server.Url, "/exports/made-up"));
        return [refreshed["refreshSession"]!.CodeOf(), reset["resetPassword"]!.CodeOf(), signedUp["signUp"]!.CodeOf(), copy.StatusCode.ToString()];
    }
}
