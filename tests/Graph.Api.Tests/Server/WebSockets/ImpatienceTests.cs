using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>Short times, so that waiting for them can be tested.</summary>
public sealed class ImpatientServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:SocketInit"] = "00:00:01",
        ["Limits:SocketPing"] = "00:00:00.3",
    };
}

/// <summary>What the server does that hears nothing. Apart from the others: on a slow machine it may hear them too late.</summary>
public sealed class ImpatienceTests(ImpatientServer server) : Scenario(server), IClassFixture<ImpatientServer>
{
    [Fact]
    public async Task No_initialisation_in_time_is_4408()
    {
        await using var socket = await Socket.OpenAsync(server);
        Assert.Equal(4408, await socket.ClosedAsync());
    }

    [Fact]
    public Task Who_answers_no_ping_is_gone() => InTimeAsync(async socket =>
    {
        var pings = 0;
        while (await socket.ReceiveAsync(pings: true) is { } message)
        {
            Assert.Equal("ping", (string)message["type"]!);
            pings++;
        }

        Assert.Equal(1001, socket.CloseCode);
        return pings > 0;
    });

    [Fact]
    public Task The_server_pings() => InTimeAsync(async socket =>
    {
        if (!IsPing(await socket.ReceiveAsync(pings: true)))
        {
            return false;
        }

        await socket.SendAsync(new { type = "pong" });
        return IsPing(await socket.ReceiveAsync(pings: true));
    });

    private static bool IsPing(JsonNode? message) => (string?)message?["type"] == "ping";

    /// <summary>Tries again where this machine was slower than the server's patience.</summary>
    private Task InTimeAsync(Func<Socket, Task<bool>> talk) => Patience.UntilAsync(async () =>
    {
        await using var socket = await Socket.OpenAsync(server);
        try
        {
            await socket.SendAsync(new { type = "connection_init" });
            return (string?)(await socket.ReceiveAsync())?["type"] == "connection_ack" && await talk(socket);
        }
        catch (WebSocketException)
        {
            return false;
        }
    });
}
