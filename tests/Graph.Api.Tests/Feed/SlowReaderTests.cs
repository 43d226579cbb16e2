using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Feed.Following;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>
/// A short queue, little patience, and lines that hold little: who does not read is noticed soon. Nothing else ends a
/// line: no ping, and no rate that the web server asks for.
/// </summary>
public sealed class HastyServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:QueuedEvents"] = "3",
        ["Limits:SlowReader"] = "00:00:02",
        ["Limits:SocketPing"] = "01:00:00",
        ["Limits:ConnectionsPerUser"] = "1",
    };

    protected override void Configure(IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxResponseBufferSize = 4_096;
            kestrel.Limits.MinResponseDataRate = null;
        });
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = 4_096;
            return socket;
        });
    }
}

/// <summary>A client that stops reading in the midst of its stream, while more and more comes.</summary>
public sealed class SlowReaderTests(HastyServer server) : Scenario(server), IClassFixture<HastyServer>
{
    private const int AtATime = 20;

    /// <summary>Each event says its note so often that a few of them fill a line.</summary>
    private static readonly string Notifications =
        $$"""
        subscription($after: String) { notifications(after: $after) {
          notification { liveCursor subject { ... on Transaction { note
            {{string.Join(' ', Enumerable.Range(0, 25).Select(i => $"n{i}: note"))}} } } }
          gap { after resumeFrom reason } } }
        """;

    [Fact]
    public async Task Over_server_sent_events_it_is_told_so_and_the_stream_ends_and_goes_on_where_it_was()
    {
        var story = await StoryAsync();
        await using var stuck = await OpenAsync(story, story.Start);
        var read = new List<string> { NoteOf((await stuck.NextAsync())!.Data!)! };
        var payee = GlobalId.Parse(story.Payee.Id).To<UserId>();
        var tail = server.Services.GetRequiredService<FeedTail>();
        Assert.Equal(1, tail.CountOf(payee));
        await PayUntilAsync(story, () => Task.FromResult(tail.CountOf(payee) == 0));

        // What was on its way comes, then why there is no more of it, and then the end.
        JsonNode? gap = null;
        while (await stuck.NextAsync() is { Name: "next" } next)
        {
            Assert.Null(gap);
            Assert.Null(next.Data!["errors"]);
            gap = next.Data["data"]!["notifications"]!["gap"];
            if (gap is null)
            {
                read.Add(NoteOf(next.Data)!);
                Assert.Equal(CursorOf(next.Data), next.Id);
            }
            else
            {
                Assert.Null(next.Id);
            }
        }

        Assert.NotNull(gap);
        Assert.Equal(("TOO_SLOW", (string)gap["resumeFrom"]!), ((string)gap["reason"]!, (string)gap["after"]!));
        Assert.Null(await stuck.NextAsync());
        Assert.InRange(read.Count, 1, story.Notes.Count - 1);

        var cursor = (string)gap["resumeFrom"]!;
        while (read.Count < story.Notes.Count)
        {
            // A machine so slow that this reader is too slow as well is told where to go on, too.
            await using var resumed = await OpenAsync(story, cursor);
            while (read.Count < story.Notes.Count && await resumed.NextAsync() is { Name: "next" } next)
            {
                read.AddRange(NoteOf(next.Data!) is { } note ? [note] : []);
                cursor = CursorOf(next.Data!);
            }
        }

        Assert.Equal(story.Notes, read);
    }

    [Fact]
    public async Task Over_a_socket_it_is_cut_off_and_goes_on_from_its_cursor_when_it_comes_back()
    {
        var story = await StoryAsync();
        await using var stuck = await Socket.ReadyAsync(server, story.Payee.Client.Token);
        await stuck.SubscribeAsync("1", Notifications, new { after = story.Start });
        var first = await stuck.NextAsync();
        var (read, cursor) = (new List<string> { NoteOf(first)! }, CursorOf(first));
        Assert.Null(await TryAsync(story.Payee));
        Socket? back = null;
        await PayUntilAsync(story, async () => (back = await TryAsync(story.Payee)) is not null);

        // Nobody says goodbye on a line that was cut: there is neither an end of the stream nor of the connection.
        var late = new List<string>();
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while (await stuck.ReceiveAsync() is { } message)
            {
                Assert.Equal("next", (string)message["type"]!);
                late.Add(NoteOf(message["payload"]!)!);
            }
        });
        Assert.Equal(story.Notes.Skip(1).Take(late.Count), late);
        Assert.InRange(late.Count, 0, story.Notes.Count - 2);

        for (var i = 0; read.Count < story.Notes.Count; i++)
        {
            await back!.SubscribeAsync($"{i}", Notifications, new { after = cursor });
            while (read.Count < story.Notes.Count && await back.ReceiveAsync() is { } message)
            {
                if ((string)message["type"]! != "next")
                {
                    break;
                }

                read.AddRange(NoteOf(message["payload"]!) is { } note ? [note] : []);
                cursor = CursorOf(message["payload"]!);
            }
        }

        Assert.Equal(story.Notes, read);
        back!.Abort();
    }

    private Task<EventSource> OpenAsync(Story story, string after) =>
        EventSource.OpenAsync(story.Payee.Client, Notifications, new { after });

    /// <summary>One has paid the other once already.</summary>
    private async Task<Story> StoryAsync()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("100");
        var data = await payee.DataAsync("{ viewer { liveCursor } }");
        var story = new Story(payer, payee, (string)data["viewer"]!["liveCursor"]!, []);
        await PayAsync(story);
        return story;
    }

    private static async Task PayAsync(Story story)
    {
        var note = $"{story.Notes.Count} ".PadRight(200, '饭');
        Assert.Null((await story.Payer.TransferAsync(story.Payee, "0.01", note: note))["errors"]);
        story.Notes.Add(note);
    }

    /// <summary>However much a line holds, it is full in the end.</summary>
    private static async Task PayUntilAsync(Story story, Func<Task<bool>> isOver)
    {
        for (var i = 0; i < AtATime; i++)
        {
            await PayAsync(story);
        }

        await Patience.UntilAsync(
            async () =>
            {
                if (await isOver())
                {
                    return true;
                }

                await PayAsync(story);
                return false;
            },
            () => "Nobody minds a reader that does not read.");
    }

    /// <summary>Null when there is no place for another socket.</summary>
    private async Task<Socket?> TryAsync(Somebody person)
    {
        var socket = await Socket.OpenAsync(server);
        var payload = new { authorization = "Bearer " + person.Client.Token };
        await socket.SendAsync(new { type = "connection_init", payload });
        if (await socket.ReceiveAsync() is not null)
        {
            return socket;
        }

        Assert.Equal(1013, socket.CloseCode);
        await socket.DisposeAsync();
        return null;
    }

    private static string? NoteOf(JsonNode result) => (string?)result["data"]!["notifications"]!["notification"]?["subject"]?["note"];

    private static string CursorOf(JsonNode result) =>
        (string)(result["data"]!["notifications"]!["notification"]?["liveCursor"] ?? result["data"]!["notifications"]!["gap"]!["resumeFrom"])!;

    private sealed record Story(Somebody Payer, Somebody Payee, string Start, List<string> Notes);
}
