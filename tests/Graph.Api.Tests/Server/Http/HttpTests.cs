using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Http;

public sealed class HttpTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string GraphQL = "application/graphql-response+json";

    [SkippableFact]
    public async Task All_audits_of_graphql_over_http_are_passed()
    {
        var audits = (await Node.RunAsync("audit.mjs", server.Endpoint.ToString())).AsArray();
        Assert.Equal(61, audits.Count);
        Assert.Empty(audits.Where(audit => (string)audit!["status"]! != "ok").Select(audit => audit!.ToJsonString()));
    }

    [Fact]
    public async Task Each_response_carries_its_request_id()
    {
        using var response = await server.Client().PostAsync("{ __typename }");
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Query", (string)json["data"]!["__typename"]!);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), (string)json["extensions"]!["requestId"]!);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData(GraphQL, GraphQL)]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html;q=0.5, application/graphql-response+json", GraphQL)]
    [InlineData("application/json;q=0.4, application/graphql-response+json;q=0.9", GraphQL)]
    public async Task The_answer_comes_in_the_media_type_that_is_accepted(string accept, string expected)
    {
        using var response = await PostAsync("""{"query":"{ __typename }"}""", accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_cannot_be_answered_in_an_accepted_type_is_406()
    {
        using var response = await PostAsync("""{"query":"{ __typename }"}""", "image/png");
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }

    [Theory]
    [InlineData("not json", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"query":1}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":[]}""", 400)]
    [InlineData("""{"query":"{ __typename }"} more""", 400)]
    public async Task Bodies_that_are_no_requests_are_refused(string body, int status)
    {
        using var response = await PostAsync(body, GraphQL);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("BAD_USER_INPUT", (string?)await CodeAsync(response));
    }

    [Fact]
    public async Task A_body_at_the_limit_passes_and_one_past_it_is_413()
    {
        const int limit = 128 * 1024;
        const string head = """{"query":"{ __typename }","operationName":null,"x":""" + "\"";
        string Body(int bytes) => head + new string('x', bytes - head.Length - 2) + "\"}";
        using var fits = await PostAsync(Body(limit), GraphQL);
        using var tooLarge = await PostAsync(Body(limit + 1), GraphQL);
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal("REQUEST_TOO_LARGE", await CodeAsync(tooLarge));
    }

    [Fact]
    public async Task Post_takes_json_only()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = new StringContent("query={__typename}", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        using var response = await server.Client().SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Get_answers_queries_and_refuses_the_rest()
    {
        using var query = await GetAsync("{ __typename }");
        using var mutation = await GetAsync("mutation { signOut(input: {}) { errors { __typename } } }");
        using var subscription = await GetAsync("subscription { wallet { id } }");
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, mutation.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, subscription.StatusCode);
        Assert.Equal(["POST"], mutation.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_mutation_over_get_is_refused_although_the_document_is_known()
    {
        const string document = "mutation Bye { signOut(input: {}) { errors { __typename } } }";
        await server.Client().AskAsync(document);
        using var response = await GetAsync(document);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_405(string method)
    {
        using var response = await server.Client().SendAsync(new HttpRequestMessage(new HttpMethod(method), server.Endpoint));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task A_bad_token_is_401_and_nothing_is_executed(string token)
    {
        using var response = await server.Client(token).PostAsync("{ __typename }");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Null(json["data"]);
        Assert.Equal("UNAUTHENTICATED", (string)json["errors"]![0]!["extensions"]!["code"]!);
    }

    [Theory]
    [InlineData("{ nope }", "GRAPHQL_VALIDATION_FAILED", 400)]
    [InlineData("{ viewer {", "GRAPHQL_PARSE_FAILED", 400)]
    [InlineData("query A { __typename } query B { __typename }", "BAD_USER_INPUT", 400)]
    [InlineData("{ nodes(ids: 1.5) { id } }", "BAD_USER_INPUT", 400)]
    public async Task Requests_that_cannot_run_have_a_code_and_400(string query, string code, int status)
    {
        using var response = await PostAsync(new JsonObject { ["query"] = query }.ToJsonString(), GraphQL);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, await CodeAsync(response));
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task A_dev_server_of_this_machine_may_call_from_the_browser(string origin, bool may)
    {
        var preflight = new HttpRequestMessage(HttpMethod.Options, server.Endpoint);
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var response = await server.Client().SendAsync(preflight);
        Assert.Equal(may, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_may_read_the_headers_that_say_which_request_it_was_and_when_to_try_again()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = JsonContent.Create(new { query = "{ __typename }" }) };
        request.Headers.Add("Origin", "http://localhost:3000");
        using var response = await server.Client().SendAsync(request);
        Assert.Equal(
            ["Retry-After", "X-Request-Id"],
            string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers")).Split(',').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("20.0", null)]
    [InlineData("2e1", null)]
    [InlineData("2.0E+1", null)]
    [InlineData("20.5", "BAD_USER_INPUT")]
    [InlineData("2147483648.0", "BAD_USER_INPUT")]
    public async Task A_whole_number_is_an_integer_however_it_is_written(string number, string? code)
    {
        var query = "query($n: Int, $d: Float!) { deals(first: $n, near: { latitude: $d, longitude: 0 }) { nodes { id } } }";
        using var response = await PostAsync($"{{\"query\":\"{query}\",\"variables\":{{\"n\":{number},\"d\":20.0}}}}", GraphQL);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(code == (string?)JsonNode.Parse(answer)!["errors"]?[0]!["extensions"]!["code"], answer);
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var response = await server.Client().SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, path)));
            Assert.Equal("Healthy", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("""{"query":"{ __typename }","variables":{"a":"\ud800"}}""")]
    [InlineData("""{"query":"{ __typename }","variables":{"\ud800":1}}""")]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"query":"{ __typename }","operationName":"\udfff"}""")]
    public async Task Text_that_is_no_unicode_is_bad_input(string body)
    {
        using var response = await PostAsync(body, GraphQL);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("BAD_USER_INPUT", await CodeAsync(response));
    }

    [Fact]
    public async Task Media_types_are_read_in_any_case()
    {
        using var response = await PostAsync("""{"query":"{ __typename }"}""", "Application/JSON");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_operation_that_the_document_does_not_have_is_bad_input()
    {
        using var response = await PostAsync("""{"query":"query A { __typename }","operationName":"B"}""", GraphQL);
        Assert.Equal("BAD_USER_INPUT", await CodeAsync(response));
    }

    private Task<HttpResponseMessage> PostAsync(string body, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Client().SendAsync(request);
    }

    private Task<HttpResponseMessage> GetAsync(string query) => server.Client().SendAsync(new HttpRequestMessage(
        HttpMethod.Get, new Uri(server.Endpoint, $"?query={Uri.EscapeDataString(query)}")));

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!["extensions"]!["code"];
}
