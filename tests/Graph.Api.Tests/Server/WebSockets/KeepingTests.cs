using Graph.Api.Tests.Hosting;

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
    public async Task Who_answers_no_ping_is_gone()
    {
        await using var socket = await Socket.ReadyAsync(server);
        var pings = 0;
        while (await socket.ReceiveAsync(pings: true) is { } message)
        {
            Assert.Equal("ping", (string)message["type"]!);
            pings++;
        }

        Assert.Equal((3, 1001), (pings, socket.CloseCode));
    }

    [Fact]
    public async Task The_server_pings_and_who_answers_stays()
    {
        await using var socket = await Socket.ReadyAsync(server);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("ping", (string?)(await socket.ReceiveAsync(pings: true))?["type"]);
            await socket.SendAsync(new { type = "pong" });
        }

        await socket.SubscribeAsync("q", "{ __typename }");
        Assert.Equal("Query", (string)(await socket.NextAsync())["data"]!["__typename"]!);
    }
}
