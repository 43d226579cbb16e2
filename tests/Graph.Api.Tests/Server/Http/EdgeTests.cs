using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Http;

/// <summary>Requests that are odd, and what browsers may do with the answers.</summary>
public sealed class EdgeTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Json = "application/json";
    private const string Question = """{"query":"{ __typename }"}""";
    private const string Stream = "text/event-stream";
    private const string Subscription = """{"query":"subscription { groupBuy(id: \"x\") { id } }"}""";

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", 200)]
    [InlineData("application/json;charset=UTF-8", 200)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=nonsense", 415)]
    [InlineData("application/graphql", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("", 415)]
    public async Task The_body_is_json_in_utf_8(string contentType, int status)
    {
        using var response = await SendAsync(Question, null, contentType);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("", Question, Json)]
    [InlineData("application/json; charset=\"utf-8\"", Question, Json)]
    [InlineData("application/json, text/event-stream", Question, Json)]
    [InlineData("text/event-stream, application/json", Question, Stream)]
    [InlineData("text/event-stream;q=0.5, application/json", Question, Json)]
    [InlineData("application/json;q=0.5, text/event-stream", Question, Stream)]
    [InlineData("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", Question, "application/graphql-response+json")]
    [InlineData("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", Subscription, Stream)]
    [InlineData("application/json, text/event-stream;q=0.1", Subscription, Stream)]
    [InlineData("*/*", Subscription, Json)]
    [InlineData("text/*", Subscription, Stream)]
    [InlineData("application/json;q=0, */*", Question, "application/graphql-response+json")]
    [InlineData("text/event-stream;q=0, text/*, application/json;q=0.1", Question, Json)]
    public async Task A_client_that_takes_several_types_gets_the_one_that_fits(string accept, string body, string expected)
    {
        using var response = await SendAsync(body, accept);
        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(accept == "*/*" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("INTERNAL", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("nonsense")]
    public async Task A_body_that_is_encoded_is_415(string encoding)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Question));
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new(Json);
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await server.Client().SendAsync(new(HttpMethod.Post, server.Endpoint) { Content = content });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("\uFEFF" + Question, 200)]
    [InlineData("""{"query":"{ __typename }","operationName":5}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":"x"}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":5}""", 400)]
    [InlineData("""{"query":"{ __typename }","extensions":"x"}""", 400)]
    [InlineData("""{"query":"{ __typename }","extensions":[]}""", 400)]
    [InlineData("""{"query":"{ __typename }","extensions":{"a":1},"id":null,"more":[{}]}""", 200)]
    [InlineData("""{"query":"{ __typename }","query":"{ viewer { id } }"}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":{"a":1,"a":2}}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":{"a":[{"b":1,"b":1}]}}""", 400)]
    [InlineData("""{"query":"{ __typename }","variables":{"a":1e999}}""", 400)]
    [InlineData("""[{"query":"{ __typename }"}]""", 400)]
    [InlineData("""{"query":null}""", 400)]
    [InlineData("null", 400)]
    [InlineData("", 400)]
    [InlineData("\uFEFF", 400)]
    [InlineData("""{"query":"{ __typename }",}""", 400)]
    [InlineData("""{"query":"{ __typename }" /* no */}""", 400)]
    [InlineData("""{"query":"{ __typename }","operationName":"\u0000"}""", 400)]
    [InlineData("""{"query":"{ __type\u0000name }"}""", 400)]
    public async Task Odd_bodies_are_read_or_refused(string body, int status)
    {
        using var response = await SendAsync(body, "application/graphql-response+json");
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Deep_json_and_broken_utf_8_are_refused()
    {
        var deep = """{"query":"{ __typename }","variables":{"a":""" + new string('[', 500) + new string(']', 500) + "}}";
        using var tooDeep = await SendAsync(deep, null);
        Assert.Equal(HttpStatusCode.BadRequest, tooDeep.StatusCode);
        foreach (var at in new[] { "\":0,\"operationName\":\"\u0001", "\u0001\":\"", "\":0,\"variables\":{\"a\":\"\u0001\"},\"x\":\"" })
        {
            var bytes = Encoding.UTF8.GetBytes("""{"query":"{ __typename }","x""" + at + "\"}");
            bytes[Array.IndexOf(bytes, (byte)1)] = 0xFF;
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new(Json);
            using var response = await server.Client().SendAsync(new(HttpMethod.Post, server.Endpoint) { Content = content });
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("query={__typename}&variables={}xx", 400)]
    [InlineData("query={__typename}&variables=[]", 400)]
    [InlineData("query={__typename}&variables=5", 400)]
    [InlineData("query={__typename}&extensions=x", 400)]
    [InlineData("query={__typename}&extensions={}{}", 400)]
    [InlineData("query={__typename}&query={__typename}", 400)]
    [InlineData("query={__typename}&variables={}&variables={}", 400)]
    [InlineData("query={__typename}&variables=null&operationName=", 200)]
    [InlineData("query={__typename}&variables=%20{}%20", 200)]
    [InlineData("query=%FF%00", 400)]
    [InlineData("query=", 400)]
    [InlineData("", 400)]
    public async Task Odd_addresses_are_read_or_refused(string query, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Endpoint, "?" + query));
        request.Headers.TryAddWithoutValidation("Accept", "application/graphql-response+json");
        using var response = await server.Client().SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("http://")]
    [InlineData("file://")]
    public async Task An_odd_origin_is_answered_without_a_permission(string origin)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Options })
        {
            var request = new HttpRequestMessage(method, server.Endpoint) { Content = new StringContent(Question, Encoding.UTF8, Json) };
            request.Headers.TryAddWithoutValidation("Origin", origin);
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", method == HttpMethod.Options ? "POST" : "");
            using var response = await server.Client().SendAsync(request);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.True((int)response.StatusCode < 300);
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    [InlineData("NONSENSE")]
    public async Task Other_methods_say_which_are_taken(string method)
    {
        using var response = await server.Client().SendAsync(new(new HttpMethod(method), server.Endpoint));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_408_and_one_that_breaks_off_is_nothing()
    {
        using (var broken = await BeginAsync())
        {
            broken.Client.LingerState = new LingerOption(true, 0);
        }

        using var slow = await BeginAsync();
        using var reader = new StreamReader(slow.GetStream());
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("BAD_USER_INPUT", answer);

        // The scenario looks for errors in the log.
        async Task<TcpClient> BeginAsync()
        {
            var client = new TcpClient();
            await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /graphql HTTP/1.1\r\nHost: {server.Endpoint.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"));
            return client;
        }
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_431()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = new StringContent(Question, Encoding.UTF8, Json) };
        request.Headers.Add("X-Large", new string('x', 100_000));
        using var response = await server.Client().SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Answers_are_not_kept_guessed_at_or_framed()
    {
        using var answer = await SendAsync(Question, null);
        using var refused = await SendAsync("x", null);
        using var stream = await SendAsync(Subscription, Stream);
        foreach (var response in new[] { answer, refused, stream })
        {
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
            Assert.Contains("frame-ancestors 'none'", Header(response, "Content-Security-Policy"));
        }

        Assert.Equal("no", Header(stream, "X-Accel-Buffering"));
        foreach (var path in new[] { "/", "/nowhere", "/health/live", "/health/ready", "/graphql/" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, path));
            request.Headers.Add("Accept", "text/html");
            using var response = await server.Client().SendAsync(request);
            Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
            Assert.Equal("DENY", Header(response, "X-Frame-Options"));
            Assert.Contains("frame-ancestors 'none'", Header(response, "Content-Security-Policy"));
        }
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private Task<HttpResponseMessage> SendAsync(string body, string? accept, string contentType = Json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = content };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return server.Client().SendAsync(request);
    }
}
