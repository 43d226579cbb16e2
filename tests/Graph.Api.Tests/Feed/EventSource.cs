using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Feed;

/// <summary>Server-sent events as they come; what is not asked for is not read.</summary>
public sealed class EventSource : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventSource(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body);
    }

    public static async Task<EventSource> OpenAsync(GraphClient client, string query, object? variables = null)
    {
        var content = JsonContent.Create(new { query, variables });
        var request = new HttpRequestMessage(HttpMethod.Post, client.Endpoint) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await client.SendAsync(request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new EventSource(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end of the stream, be it that it was broken off.</summary>
    public async Task<Event?> NextAsync()
    {
        var (name, id, data) = ("", (string?)null, (JsonNode?)null);
        while (await LineAsync() is { } line)
        {
            switch (line.Split(": ", 2))
            {
                case ["event", var text]:
                    name = text;
                    break;
                case ["id", var text]:
                    id = text;
                    break;
                case ["data", { Length: > 0 } text]:
                    data = JsonNode.Parse(text);
                    break;
                case [""] when name.Length > 0:
                    return new Event(name, id, data);
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> LineAsync()
    {
        try
        {
            return await _reader.ReadLineAsync().WaitAsync(Patience.Long);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return null;
        }
    }

    /// <param name="Name">next or complete.</param>
    /// <param name="Id">The cursor to go on from, if the event has one.</param>
    /// <param name="Data">The result.</param>
    public sealed record Event(string Name, string? Id, JsonNode? Data);
}
