using System.Net.WebSockets;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>Short times, so that waiting for them can be tested.</summary>
public sealed class ImpatientServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:SocketInit"] = "00:00:02",
        ["Limits:SocketPing"] = "00:00:01",
    };
}

/// <summary>What happens to a socket without a word of its client.</summary>
public sealed class KeepingTests(ImpatientServer server) : Scenario(server), IClassFixture<ImpatientServer>
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

        Assert.Equal((3, 1001), (pings, socket.CloseCode));
        return true;
    });

    [Fact]
    public Task The_server_pings_and_who_answers_stays() => InTimeAsync(async socket =>
    {
        for (var i = 0; i < 6; i++)
        {
            if (await socket.ReceiveAsync(pings: true) is not { } message)
            {
                return false;
            }

            Assert.Equal("ping", (string)message["type"]!);
            await socket.SendAsync(new { type = "pong" });
        }

        await socket.SubscribeAsync("q", "{ __typename }");
        return (string?)(await socket.ReceiveAsync())?["payload"]!["data"]!["__typename"] == "Query";
    });

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
