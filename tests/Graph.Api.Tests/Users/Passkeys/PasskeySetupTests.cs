using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Api.Tests.Hosting;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Passkeys;
using Microsoft.Extensions.Configuration;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>A server for the front ends of example.com.</summary>
public sealed class ExampleServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Passkeys:RelyingPartyId"] = "example.com",
        ["Passkeys:Origins:0"] = "https://app.example.com",
    };
}

/// <summary>Passkeys are valid where the configuration says, and nowhere else.</summary>
public sealed class PasskeySetupTests(ExampleServer server) : Scenario(server), IClassFixture<ExampleServer>
{
    [Fact]
    public async Task Only_the_configured_origins_may_use_passkeys()
    {
        using var authenticator = new SoftAuthenticator();
        var person = await server.SignUpAsync();
        var begun = await person.BeginPasskeyAsync();
        Assert.Contains("\"id\":\"example.com\"", (string)begun["publicKey"]!);
        foreach (var foreign in new[] { "http://localhost:5080", "https://example.com", "https://app.example.com:8443", "https://app.example.com.evil.example" })
        {
            authenticator.Origin = foreign;
            Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, authenticator.Create((string)begun["publicKey"]!))).CodeOf());
        }

        authenticator.Origin = "https://app.example.com";
        Assert.Null((await person.AddPasskeyAsync(begun, authenticator.Create((string)begun["publicKey"]!)))["errors"]);
    }

    [Fact]
    public void Without_configuration_there_are_passkeys_in_development_alone()
    {
        var development = Read(isDevelopment: true);
        Assert.Equal(("localhost", "http://localhost:5080"), (development.RelyingPartyId, Assert.Single(development.Origins)));
        var production = Read(isDevelopment: false);
        Assert.False(production.IsConfigured);
        Assert.Equal(ErrorCodes.OperationNotAllowed, Assert.Throws<GraphError>(production.RequireConfigured).Code);
    }

    [Theory]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://evil.example")]
    [InlineData("https://notexample.com")]
    [InlineData("app.example.com")]
    [InlineData(null)]
    public void An_origin_that_cannot_be_right_stops_the_start(string? origin) => Assert.Throws<SettingsException>(() =>
        Read(isDevelopment: false, ("Passkeys:RelyingPartyId", "example.com"), ("Passkeys:Origins:0", origin)));

    private static PasskeySettings Read(bool isDevelopment, params (string Key, string? Value)[] settings) => PasskeySetup.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(one => one.Key, one => one.Value)).Build(), isDevelopment);
}
