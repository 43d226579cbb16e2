using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Hosting;

/// <summary>Talks to the API as a front end does: JSON over HTTP.</summary>
public sealed class GraphClient(Uri endpoint, string? token = null)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 200 })
    {
        Timeout = Patience.Longer,
    };

    public Uri Endpoint => endpoint;

    public string? Token => token;

    public GraphClient As(string? other) => new(endpoint, other);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Task<HttpResponseMessage> PostAsync(string query, object? variables = null, CancellationToken cancellationToken = default) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonContent.Create(new { query, variables }) },
            cancellationToken);

    /// <summary>The whole response.</summary>
    public async Task<Reply> AskAsync(string query, object? variables = null, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync(query, variables, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new Reply(JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>The data, after a look that there are no errors at the top.</summary>
    public async Task<JsonNode> DataAsync(string query, object? variables = null, CancellationToken cancellationToken = default)
    {
        var reply = await AskAsync(query, variables, cancellationToken);
        Assert.True(reply.Errors is null, reply.Json.ToJsonString());
        return reply.Data!;
    }
}

/// <summary>A response, with short ways to what tests look at.</summary>
public sealed record Reply(JsonObject Json)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public JsonNode? Data => Json["data"];

    public JsonArray? Errors => Json["errors"]?.AsArray();

    /// <summary>The code of the only error at the top.</summary>
    public string? Code => Errors is null ? null : (string?)Assert.Single(Errors)!["extensions"]!["code"];

    public override string ToString() => Json.ToJsonString(Readable);
}
