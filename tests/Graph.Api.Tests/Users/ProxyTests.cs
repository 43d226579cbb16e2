using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users;

/// <summary>A server behind a proxy on this machine, with the limits that everybody has, in a minute that does not end.</summary>
public sealed class ProxiedServer : ClockedServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Proxies:0"] = "127.0.0.1",
        ["Limits:CodesPerAddress"] = "30",
    };
}

/// <summary>Nobody locks out an owner, and no network locks out those behind it.</summary>
public sealed class ProxyTests(ProxiedServer server) : Scenario(server), IClassFixture<ProxiedServer>
{
    private const string SignIn =
        "mutation($input: SignInInput!) { signIn(input: $input) { tokens { deviceToken refreshToken } errors { ... on Error { code } } } }";

    private const string RequestCode =
        "mutation($input: RequestSignUpCodeInput!) { requestSignUpCode(input: $input) { challenge errors { ... on Error { code } } } }";

    [Fact]
    public async Task A_stranger_uses_up_only_the_guesses_of_the_own_network()
    {
        var owner = await server.SignUpAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await SignInAsync("203.0.113.7", owner.Phone, "wrong-Pass-1"));
        }

        Assert.Equal("RATE_LIMITED", await SignInAsync("203.0.113.7", owner.Phone, Somebody.Password));
        Assert.Equal("OK", await SignInAsync("203.0.113.8", owner.Phone, Somebody.Password));
    }

    [Fact]
    public async Task Addresses_of_one_household_count_together()
    {
        var owner = await server.SignUpAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await SignInAsync($"2001:db8:1:2::{i + 1}", owner.Phone, "wrong-Pass-1"));
        }

        Assert.Equal("RATE_LIMITED", await SignInAsync("2001:db8:1:2:ffff::9", owner.Phone, Somebody.Password));
        Assert.Equal("OK", await SignInAsync("2001:db8:1:3::1", owner.Phone, Somebody.Password));
    }

    [Fact]
    public async Task One_who_guesses_at_many_accounts_locks_out_nobody_behind_the_same_address()
    {
        for (var i = 0; i < 70; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await SignInAsync("203.0.113.20", People.NextPhone(), "wrong-Pass-1"));
        }

        var neighbour = await server.SignUpAsync();
        Assert.Equal("OK", await SignInAsync("203.0.113.20", neighbour.Phone, Somebody.Password));
    }

    [Fact]
    public async Task A_crowd_of_guesses_from_an_address_does_not_shut_out_the_known_devices_behind_it()
    {
        var owner = await server.SignUpAsync();
        var signedIn = await AskAsync("203.0.113.40", SignIn, new { phone = owner.Phone, password = Somebody.Password });
        var (deviceToken, refreshToken) = (
            (string)signedIn["data"]!["signIn"]!["tokens"]!["deviceToken"]!, (string)signedIn["data"]!["signIn"]!["tokens"]!["refreshToken"]!);
        var queue = server.Services.GetRequiredService<Graph.Api.Server.AnonymousQueue>();
        var limits = server.Services.GetRequiredService<Graph.Api.Server.GraphLimits>();
        using var gone = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, limits.AnonymousPerAddress).Select(_ => queue.EnterAsync("203.0.113.40", gone.Token)).ToList();
        Assert.Equal("RATE_LIMITED", await SignInAsync("203.0.113.40", owner.Phone, Somebody.Password));
        Assert.Equal("RATE_LIMITED", await SignInAsync("203.0.113.40", owner.Phone, Somebody.Password, "made-up"));
        Assert.Equal("OK", await SignInAsync("203.0.113.40", owner.Phone, Somebody.Password, deviceToken));

        // A session goes on too. Nobody gets past the crowd with anything else, whatever tokens stand beside it.
        const string Refresh = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { tokens { accessToken } errors { __typename } } }";
        Assert.NotNull((await AskAsync("203.0.113.40", Refresh, new { refreshToken }))["data"]!["refreshSession"]!["tokens"]);
        var refused = await AskAsync("203.0.113.40", "query { deals { nodes { id } } }", new { deviceToken });
        Assert.Equal("RATE_LIMITED", (string)refused["errors"]![0]!["extensions"]!["code"]!);
        await gone.CancelAsync();
        foreach (var place in crowd)
        {
            try
            {
                (await place).Dispose();
            }
            catch (OperationCanceledException)
            {
                // It was still waiting.
            }
        }
    }

    [Fact]
    public async Task Fifty_wrong_passwords_a_day_of_strangers_leave_a_known_device_alone()
    {
        var owner = await server.SignUpAsync();
        var signedIn = await AskAsync("198.51.100.1", SignIn, new { phone = owner.Phone, password = Somebody.Password });
        var deviceToken = (string)signedIn["data"]!["signIn"]!["tokens"]!["deviceToken"]!;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await SignInAsync($"198.51.100.{10 + (i / 5)}", owner.Phone, "wrong-Pass-1"));
        }

        Assert.Equal("RATE_LIMITED", await SignInAsync("198.51.100.99", owner.Phone, Somebody.Password));
        Assert.Equal("RATE_LIMITED", await SignInAsync("198.51.100.99", owner.Phone, Somebody.Password, "made-up"));
        Assert.Equal("OK", await SignInAsync("198.51.100.99", owner.Phone, Somebody.Password, deviceToken));
    }

    [Fact]
    public async Task The_owner_unfreezes_in_a_session_whatever_strangers_guess()
    {
        var owner = await server.SignUpAsync();
        await owner.DoAsync("mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { errors { __typename } } }", new { });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await SignInAsync("203.0.113.77", owner.Phone, "wrong-Pass-1"));
        }

        var unfrozen = await owner.DoAsync(
            "mutation($input: UnfreezeAccountInput!) { unfreezeAccount(input: $input) { viewer { security { frozenAt } } errors { __typename } } }",
            new { password = Somebody.Password });
        Assert.Null(unfrozen["viewer"]!["security"]!["frozenAt"]);
    }

    [Fact]
    public async Task One_network_gets_thirty_codes_a_day_and_one_number_ten()
    {
        var victim = People.NextPhone();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("OK", await CodeAsync($"192.0.2.{i + 1}", victim));
        }

        Assert.Equal("RATE_LIMITED", await CodeAsync("192.0.2.99", victim));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("OK", await CodeAsync("192.0.2.200", People.NextPhone()));
        }

        Assert.Equal("RATE_LIMITED", await CodeAsync("192.0.2.200", People.NextPhone()));
    }

    private async Task<string> SignInAsync(string address, string phone, string password, string? deviceToken = null) =>
        CodeOf(await AskAsync(address, SignIn, new { phone, password, deviceToken }), "signIn");

    private async Task<string> CodeAsync(string address, string phone) =>
        CodeOf(await AskAsync(address, RequestCode, new { phone }), "requestSignUpCode");

    private static string CodeOf(JsonNode reply, string field) =>
        (string?)reply["errors"]?[0]?["extensions"]?["code"] ?? (string?)reply["data"]![field]!["errors"]?[0]!["code"] ?? "OK";

    private async Task<JsonNode> AskAsync(string address, string query, object input)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = JsonContent.Create(new { query, variables = new { input } }),
        };
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
