using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.WebSockets;

public sealed class PlaceTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
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
        for (var i = 0; ; i++)
        {
            await using var another = await Socket.OpenAsync(server);
            await another.SendAsync(new { type = "connection_init", payload = new { authorization = "Bearer " + person.Client.Token } });
            if (await another.ReceiveAsync() is { } ack)
            {
                Assert.Equal("connection_ack", (string)ack["type"]!);
                break;
            }

            Assert.True(i < 50, "the place of a lost connection stays taken");
            await Task.Delay(100);
        }

        open.ForEach(socket => socket.Abort());
    }
}
