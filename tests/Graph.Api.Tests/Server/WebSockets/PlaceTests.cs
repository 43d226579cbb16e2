using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>As few places as everybody has.</summary>
public sealed class NarrowServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Limits:ConnectionsPerUser"] = "5" };
}

public sealed class PlaceTests(NarrowServer server) : Scenario(server), IClassFixture<NarrowServer>
{
    [Fact]
    public async Task A_sixth_connection_of_a_user_is_4429_until_one_ends()
    {
        var person = await server.SignUpAsync();
        var open = new List<Socket>();
        for (var i = 0; i < 5; i++)
        {
            open.Add(await Socket.ReadyAsync(server, person.Client.Token));
        }

        await using var sixth = await Socket.OpenAsync(server);
        await sixth.SendAsync(new { type = "connection_init", payload = new { authorization = "Bearer " + person.Client.Token } });
        Assert.Null(await sixth.ReceiveAsync());
        Assert.Equal(4429, sixth.CloseCode);
        open[0].Abort();
        await Patience.UntilAsync(
            async () =>
            {
                await using var another = await Socket.OpenAsync(server);
                await another.SendAsync(new { type = "connection_init", payload = new { authorization = "Bearer " + person.Client.Token } });
                return (string?)(await another.ReceiveAsync())?["type"] == "connection_ack";
            },
            () => "The place of a lost connection stays taken.");
        open.ForEach(socket => socket.Abort());
    }
}
