using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server;

/// <summary>The settings that production has.</summary>
public sealed class ClosedServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["GraphQL:Introspection"] = "false",
        ["GraphQL:Suggestions"] = "false",
        ["Ide:Enabled"] = "false",
    };
}

public sealed class ProductionTests(ClosedServer server) : Scenario(server), IClassFixture<ClosedServer>
{
    [Theory]
    [InlineData("{ __schema { description } }")]
    [InlineData("{ ...F } fragment F on Query { __type(name: \"User\") { name } }")]
    public async Task Introspection_can_be_switched_off(string query) =>
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await server.Client().AskAsync(query)).Code);

    [Fact]
    public async Task Typename_is_no_introspection() =>
        Assert.Equal("Query", (string)(await server.Client().DataAsync("{ __typename }"))["__typename"]!);

    [Fact]
    public async Task Names_are_not_suggested()
    {
        var reply = await server.Client().AskAsync("{ viewe { id } }");
        Assert.DoesNotContain("Did you mean", reply.ToString());
    }

    [Fact]
    public async Task There_is_no_ide()
    {
        using var page = await server.Client().SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "/graphql/")));
        Assert.NotEqual(System.Net.HttpStatusCode.OK, page.StatusCode);
    }

    /// <summary>Load balancers ask in either way.</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Readiness_is_told_and_not_kept(string method)
    {
        using var http = new HttpClient();
        using var ready = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, "/health/ready")));
        Assert.Equal(System.Net.HttpStatusCode.OK, ready.StatusCode);
        Assert.True(ready.Headers.CacheControl!.NoStore);
        Assert.Equal(method == "GET" ? "Healthy" : "", await ready.Content.ReadAsStringAsync());
    }
}
