using System.Text.Json.Nodes;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>
/// Many listeners of the same events, sent to them at once, while others write at the same moment, friendships end and begin again, and
/// listeners lose their connections and come back.
/// </summary>
public sealed class BroadcastRaceTests(BroadcastingServer server) : Scenario(server), IClassFixture<BroadcastingServer>
{
    private const int Listeners = 16;

    /// <summary>How many of them end their friendship for good.</summary>
    private const int Apart = 2;

    private static readonly int Posts = Thorough.Race(30, 300);

    private static readonly string[] Operations =
    [
        "subscription($after: String) { activity(after: $after) { activity { id liveCursor actor { id } } } }",
        "subscription($after: String) { activity(after: $after, kinds: [POSTED]) { activity { liveCursor id actor { id } } } }",

        // The subject may be another one for each viewer, so each is woken.
        "subscription($after: String) { activity(after: $after) { activity { id liveCursor actor { id } subject { ... on Post { id } } } } }",
    ];

    [Fact]
    public async Task Each_hears_each_event_once_and_in_order()
    {
        var (faithful, fickle) = (await server.SignUpAsync(), await server.SignUpAsync());
        var listeners = new List<Somebody>();
        for (var i = 0; i < Listeners; i++)
        {
            listeners.Add(await server.SignUpAsync());
            await listeners[i].BefriendAsync(faithful);
            await listeners[i].BefriendAsync(fickle);
        }

        var cursors = new List<string>();
        foreach (var listener in listeners)
        {
            cursors.Add((string)(await listener.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!);
        }

        var hearing = listeners.Select((listener, i) => Task.Run(() => HearAsync(
            listener, Operations[i % Operations.Length], cursors[i], faithful, isSocket: i % 4 != 3, dropsAfter: i % 2 == 0 ? int.MaxValue : 7 + i))).ToList();
        var posted = new List<string>();
        using var over = new CancellationTokenSource();
        var changing = Task.Run(async () =>
        {
            for (var i = 0; i < Posts / 2 && !over.IsCancellationRequested; i++)
            {
                await fickle.PostedAsync(new { text = $"fickle {i}" });
                await listeners[i % Listeners].ActAsync("removeFriend", new { user = fickle.Id });
                await fickle.PostedAsync(new { text = $"without one {i}" });
                if (i % Listeners >= Apart)
                {
                    await listeners[i % Listeners].BefriendAsync(fickle);
                }
            }
        });
        for (var i = 0; i < Posts; i++)
        {
            await faithful.PostedAsync(new { text = $"faithful {i}" });
        }

        await over.CancelAsync();
        await changing;
        var all = await Task.WhenAll(hearing);
        foreach (var heard in all)
        {
            var own = heard.Where(line => line.Actor == faithful.Id).ToList();
            Assert.Equal(Posts, own.Count);
            Assert.Equal(heard.Distinct(), heard);
            posted = posted.Count == 0 ? own.ConvertAll(line => line.Id) : posted;
            Assert.Equal(posted, own.Select(line => line.Id));
        }

        // Those who stay apart hear at most what was written before: one line the first of them, three the second.
        for (var i = 0; i < Apart; i++)
        {
            Assert.InRange(all[i].Count(line => line.Actor == fickle.Id), 0, (2 * i) + 1);
        }
    }

    /// <summary>Hears until all posts of somebody have come, over connections that are lost now and then.</summary>
    private async Task<List<(string Id, string Actor)>> HearAsync(
        Somebody listener, string query, string after, Somebody faithful, bool isSocket, int dropsAfter)
    {
        var heard = new List<(string Id, string Actor)>();
        while (heard.Count(line => line.Actor == faithful.Id) < Posts)
        {
            await using var connection = isSocket
                ? await SocketAsync(listener, query, after)
                : new Connection(await EventSource.OpenAsync(listener.Client, query, new { after }));
            for (var i = 0; i < dropsAfter && heard.Count(line => line.Actor == faithful.Id) < Posts; i++)
            {
                var line = (await connection.NextAsync())["data"]!["activity"]!["activity"]!;
                heard.Add(((string)line["id"]!, (string)line["actor"]!["id"]!));
                after = (string)line["liveCursor"]!;
            }
        }

        return heard;
    }

    private async Task<Connection> SocketAsync(Somebody listener, string query, string after)
    {
        var socket = await Socket.ReadyAsync(server, listener.Client.Token);
        await socket.SubscribeAsync("a", query, new { after });
        return new Connection(socket);
    }

    private sealed class Connection(IAsyncDisposable of) : IAsyncDisposable
    {
        public async Task<JsonNode> NextAsync() => of is Socket socket ? await socket.NextAsync() : (await ((EventSource)of).NextAsync())!.Data!;

        public ValueTask DisposeAsync() => of.DisposeAsync();
    }
}
