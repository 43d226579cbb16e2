using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

/// <summary>A server behind a proxy on this machine, with the limit that everybody has, in a minute that does not end.</summary>
public sealed class ProxiedServer : ClockedServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Proxies:0"] = "127.0.0.1",
        ["Limits:WrongPerAddress"] = "60",
    };
}

public sealed class ProxyTests(ProxiedServer server) : Scenario(server), IClassFixture<ProxiedServer>
{
    [Fact]
    public async Task Sixty_wrong_guesses_a_minute_come_from_one_address_and_other_addresses_are_not_held_to_it()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", await GuessAsync("203.0.113.7"));
        }

        Assert.Equal("RATE_LIMITED", await GuessAsync("203.0.113.7"));
        Assert.Equal("INVALID_CREDENTIALS", await GuessAsync("203.0.113.8"));

        async Task<string> GuessAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = JsonContent.Create(new
                {
                    query = "mutation($input: SignInInput!) { signIn(input: $input) { errors { ... on Error { code } } } }",
                    variables = new { input = new { phone = People.NextPhone(), password = "wrong-Pass-1" } },
                }),
            };
            request.Headers.Add("X-Forwarded-For", address);
            using var response = await http.SendAsync(request);
            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            return (string?)reply["errors"]?[0]?["extensions"]?["code"] ?? (string)reply["data"]!["signIn"]!["errors"]![0]!["code"]!;
        }
    }
}
