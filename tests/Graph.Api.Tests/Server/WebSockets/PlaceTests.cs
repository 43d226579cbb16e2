using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>No ping ends a socket whose test is slow; but whoever reads nothing is cut off soon.</summary>
public sealed class PatientServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:SocketPing"] = "01:00:00",
        ["Limits:SlowReader"] = "00:00:01",
        ["Limits:ConnectionsPerUser"] = "5",
        ["Limits:AnonymousConnections"] = "3",
    };
}

/// <summary>The five sockets of a user: that they are taken, and that they come back.</summary>
public sealed class PlaceTests(PatientServer server) : Scenario(server), IClassFixture<PatientServer>
{
    [Fact]
    public async Task A_sixth_connection_of_a_user_is_1013_until_one_ends()
    {
        var person = await server.SignUpAsync();
        var open = await FillAsync(person);
        Assert.Null(await TryAsync(person));
        await Task.WhenAll(open.Select(socket => WorksAsync(socket, person)));

        open[0].Abort();
        open[0] = await ComesInAsync(person);
        await Task.WhenAll(open.Select(socket => WorksAsync(socket, person)));
        Assert.Null(await TryAsync(person));
        open.ForEach(socket => socket.Abort());
    }

    [Fact]
    public async Task The_places_of_one_user_are_not_those_of_another()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var open = await FillAsync(one);
        Assert.Null(await TryAsync(one));
        open.Add(await TryAsync(other) ?? throw new InvalidOperationException("Another user has no place."));
        await WorksAsync(open[^1], other);
        open.ForEach(socket => socket.Abort());
    }

    /// <summary>Sockets and event streams are counted together: by user, and by network for callers without a token.</summary>
    [Fact]
    public async Task Event_streams_take_places_too_and_strangers_of_one_network_share_theirs()
    {
        const string ticking = "subscription { dealsNearby(near: { latitude: -70, longitude: 0 }) { snapshotComplete } }";
        var person = await server.SignUpAsync();
        var open = await FillAsync(person);
        Assert.Equal(429, await StatusOfStreamAsync(person.Client, ticking));
        open.ForEach(socket => socket.Abort());
        await (await ComesInAsync(person)).DisposeAsync();

        var strangers = new List<Socket> { await Socket.ReadyAsync(server), await Socket.ReadyAsync(server) };
        await using (var stream = await EventSource.OpenAsync(server.Client(), ticking, null))
        {
            Assert.True((bool)(await stream.NextAsync())!.Data!["data"]!["dealsNearby"]!["snapshotComplete"]!);
            await using var late = await Socket.OpenAsync(server);
            await late.SendAsync(new { type = "connection_init" });
            Assert.Null(await late.ReceiveAsync());
            Assert.Equal(1013, late.CloseCode);
            Assert.Equal(429, await StatusOfStreamAsync(server.Client(), ticking));
        }

        strangers.ForEach(socket => socket.Abort());
    }

    private async Task<int> StatusOfStreamAsync(GraphClient client, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = JsonContent.Create(new { query }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var error = (await response.Content.ReadFromJsonAsync<JsonNode>())!["errors"]![0]!;
            Assert.Equal(
                ("RATE_LIMITED", response.Headers.RetryAfter!.Delta!.Value.TotalSeconds),
                ((string)error["extensions"]!["code"]!, (int)error["extensions"]!["retryAfter"]!));
        }

        return (int)response.StatusCode;
    }

    [Fact]
    public async Task Who_reads_nothing_is_cut_off_and_gives_its_place_back()
    {
        var person = await server.SignUpAsync();
        var deaf = await FillAsync(person);
        Assert.Null(await TryAsync(person));

        // Answers that nobody takes fill the line, each of them the whole schema. There are no pings that could end it.
        var asking = deaf.Select(AskOnAndOnAsync).ToList();
        var open = new List<Socket>();
        foreach (var _ in deaf)
        {
            open.Add(await ComesInAsync(person));
        }

        await Task.WhenAll(asking).WaitAsync(Patience.Long);
        await Task.WhenAll(open.Select(socket => WorksAsync(socket, person)));
        deaf.Concat(open).ToList().ForEach(socket => socket.Abort());
    }

    /// <summary>All five places, each of them proven to be taken by a socket that works.</summary>
    private async Task<List<Socket>> FillAsync(Somebody person)
    {
        var open = new List<Socket>();
        for (var i = 0; i < 5; i++)
        {
            open.Add(await Socket.ReadyAsync(server, person.Client.Token));
        }

        await Task.WhenAll(open.Select(socket => WorksAsync(socket, person)));
        return open;
    }

    /// <summary>Its owner's questions are answered to its owner.</summary>
    private static async Task WorksAsync(Socket socket, Somebody person)
    {
        var id = $"{Guid.NewGuid()}";
        await socket.SubscribeAsync(id, "{ viewer { user { id } } }");
        Assert.Equal(person.Id, (string)(await socket.NextAsync())["data"]!["viewer"]!["user"]!["id"]!);
        var end = (await socket.ReceiveAsync())!;
        Assert.Equal(("complete", id), ((string)end["type"]!, (string)end["id"]!));
    }

    /// <summary>Null when there is no place: then the server closed with the code that says so.</summary>
    private async Task<Socket?> TryAsync(Somebody person)
    {
        var socket = await Socket.OpenAsync(server);
        var payload = new { authorization = "Bearer " + person.Client.Token };
        await socket.SendAsync(new { type = "connection_init", payload });
        if (await socket.ReceiveAsync() is { } answer)
        {
            Assert.Equal("connection_ack", (string)answer["type"]!);
            return socket;
        }

        Assert.Equal(1013, socket.CloseCode);
        await socket.DisposeAsync();
        return null;
    }

    private async Task<Socket> ComesInAsync(Somebody person)
    {
        for (var started = DateTime.UtcNow; DateTime.UtcNow < started + Patience.Long; await Task.Delay(50))
        {
            if (await TryAsync(person) is { } socket)
            {
                return socket;
            }
        }

        throw new TimeoutException("A socket that ended keeps its place.");
    }

    /// <summary>Asks until the line is cut, and reads nothing of what comes.</summary>
    private static async Task AskOnAndOnAsync(Socket socket)
    {
        const string large =
            "{ __schema { types { name description fields { name description args { name description } } } } }";
        try
        {
            for (var i = 0; ; i++)
            {
                await socket.SubscribeAsync($"{i}", large);
            }
        }
        catch (WebSocketException)
        {
            // It was cut.
        }
    }
}
