using System.Net.Http.Headers;
using System.Net.Http.Json;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server;

/// <summary>A server that is stopped, as at each deployment, tells who listens, instead of waiting for them to leave.</summary>
public sealed class StoppingTests
{
    private const string Wallet = "subscription { wallet { balance { amount } } }";

    [Fact]
    public async Task Streams_are_told_that_the_server_stops_and_none_is_complete()
    {
        var server = new FreshServer();
        await server.InitializeAsync();
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await socket.SubscribeAsync("w", Wallet);
        await socket.NextAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = JsonContent.Create(new { query = Wallet }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await person.Client.SendAsync(request);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await stream.ReadLineAsync() is { } line && line != "event: next")
        {
        }

        var stopped = server.DisposeAsync();
        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1012, socket.CloseCode);
        var rest = await stream.ReadToEndAsync();
        Assert.Contains("0.00", rest);
        Assert.DoesNotContain("complete", rest);
        await stopped;
    }
}
