using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Sse;

/// <summary>Breathes when its clock is moved, and not before.</summary>
public sealed class BreathingServer : ClockedServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Limits:SocketPing"] = "00:00:01" };
}

public sealed class EventStreamTests(BreathingServer server) : Scenario(server), IClassFixture<BreathingServer>
{
    private const string Notifications =
        "subscription($after: String) { notifications(after: $after) { notification { liveCursor subject { ... on Transaction { note } } } } }";

    [Fact]
    public async Task The_id_of_an_event_is_its_cursor_and_last_event_id_goes_on_from_it()
    {
        var (payer, payee) = await FriendsAsync();
        var after = await LiveCursorAsync(payee);
        for (var i = 0; i < 4; i++)
        {
            await payer.TransferAsync(payee, "0.01", note: $"{i}");
        }

        string last;
        await using (var stream = await OpenAsync(payee, new { query = Notifications, variables = new { after } }))
        {
            Assert.Equal("0", Note(await stream.NextAsync()));
            var second = await stream.NextAsync();
            Assert.Equal("1", Note(second));
            last = second.Id!;
            Assert.Equal(last, (string)second.Data!["data"]!["notifications"]!["notification"]!["liveCursor"]!);
        }

        // As EventSource does: the same request again, with the header.
        await using var resumed = await OpenAsync(payee, new { query = Notifications, variables = new { after } }, last);
        Assert.Equal("2", Note(await resumed.NextAsync()));
        Assert.Equal("3", Note(await resumed.NextAsync()));

        static string Note(Event next) => (string)next.Data!["data"]!["notifications"]!["notification"]!["subject"]!["note"]!;
    }

    [Fact]
    public async Task Get_streams_too()
    {
        var person = await server.SignUpAsync();
        var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(server.Endpoint, "?query=" + Uri.EscapeDataString("subscription { wallet { balance { amount } } }")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await person.Client.SendAsync(request);
        await using var stream = await EventStream.OfAsync(response);
        var next = await stream.NextAsync();
        Assert.Equal("next", next.Name);
        Assert.Equal("0.00", (string)next.Data!["data"]!["wallet"]!["balance"]!["amount"]!);
    }

    [Fact]
    public async Task Get_changes_nothing_over_it_either()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Endpoint, "?query=" + Uri.EscapeDataString(
            "mutation { refreshSession(input: { refreshToken: \"x\" }) { errors { __typename } } }")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await server.Client().SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_query_is_one_next_and_complete()
    {
        await using var stream = await OpenAsync(await server.SignUpAsync(), new { query = "{ __typename }" });
        Assert.Equal("Query", (string)(await stream.NextAsync()).Data!["data"]!["__typename"]!);
        Assert.Equal("complete", (await stream.NextAsync()).Name);
    }

    [Fact]
    public async Task A_quiet_stream_breathes_and_ends_with_its_session()
    {
        var person = await server.SignUpAsync();
        await using var stream = await OpenAsync(person, new { query = Notifications });
        Assert.Equal((":", ""), (await stream.LineAsync(), await stream.LineAsync()));
        var breath = stream.LineAsync();
        await server.PassAsync(TimeSpan.Zero, () => Task.FromResult(breath.IsCompleted));
        Assert.Equal(":", await breath);
        await person.DoAsync("mutation($input: SignOutInput!) { signOut(input: $input) { session { id } } }", new { });
        var over = await stream.NextAsync();
        Assert.Equal("UNAUTHENTICATED", (string)over.Data!["errors"]![0]!["extensions"]!["code"]!);
        Assert.Equal("complete", (await stream.NextAsync()).Name);
    }

    /// <summary>Ready-made clients come back after such an end, with a new token, and not after `complete`.</summary>
    [Fact]
    public async Task A_stream_whose_token_expires_ends_without_complete()
    {
        var person = await server.SignUpAsync();
        await using var stream = await OpenAsync(person, new { query = Notifications });
        Assert.Equal(":", await stream.LineAsync());
        var lines = new List<string>();
        var reading = Task.Run(async () =>
        {
            while (await stream.LineAsync() is { } line)
            {
                lines.Add(line);
            }
        });
        await server.PassAsync(TimeSpan.FromMinutes(16), () => Task.FromResult(reading.IsCompleted));
        await reading;
        Assert.DoesNotContain(lines, line => line.StartsWith("event:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_says_at_once_that_it_is_open_and_ends_when_its_cursor_is_none()
    {
        var person = await server.SignUpAsync();
        await using var open = await OpenAsync(person, new { query = Notifications });
        Assert.Equal(":", await open.LineAsync());
        await using var refused = await OpenAsync(person, new { query = Notifications, variables = new { after = "garbage" } });
        Assert.Equal("BAD_USER_INPUT", (string)(await refused.NextAsync()).Data!["errors"]![0]!["extensions"]!["code"]!);
        Assert.Equal("complete", (await refused.NextAsync()).Name);
    }

    /// <summary>As when another node ends the session: nothing rings here.</summary>
    [Fact]
    public async Task An_event_that_nobody_may_see_any_more_moves_no_cursor_and_ends_the_stream()
    {
        var (payer, payee) = await FriendsAsync();
        await using var stream = await OpenAsync(payee, new { query = Notifications });
        var user = Graph.Api.Server.Relay.GlobalId.Parse(payee.Id).To<UserId>();
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<Session>()
            .Where(s => s.UserId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, DateTime.UnixEpoch)));
        await payer.TransferAsync(payee, "0.01");
        var over = await stream.NextAsync();
        Assert.Null(over.Id);
        Assert.Equal("UNAUTHENTICATED", (string)over.Data!["errors"]![0]!["extensions"]!["code"]!);
        Assert.Equal("complete", (await stream.NextAsync()).Name);
    }

    [Fact]
    public async Task A_bad_token_is_401_here_too()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = JsonContent.Create(new { query = Notifications }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await server.Client("forged").SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<(Somebody Payer, Somebody Payee)> FriendsAsync()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("100");
        return (payer, payee);
    }

    private static async Task<string> LiveCursorAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;

    private async Task<EventStream> OpenAsync(Somebody person, object body, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = JsonContent.Create(body) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await EventStream.OfAsync(await person.Client.SendAsync(request));
    }

    private sealed record Event(string Name, string? Id, JsonNode? Data);

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<EventStream> OfAsync(HttpResponseMessage response)
        {
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
            return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        public async Task<string?> LineAsync() => await reader.ReadLineAsync().WaitAsync(Patience.Long);

        public async Task<Event> NextAsync()
        {
            var next = new Event("", null, null);
            while (await LineAsync() is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    next = next with { Name = line[7..] };
                }
                else if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    next = next with { Id = line[4..] };
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    next = next with { Data = line.Length > 6 ? JsonNode.Parse(line[6..]) : null };
                }
                else if (line.Length == 0 && next.Name.Length > 0)
                {
                    return next;
                }
            }

            throw new EndOfStreamException();
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
