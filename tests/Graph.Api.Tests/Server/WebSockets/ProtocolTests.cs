using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Graph.Api.Server.WebSockets;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>graphql-transport-ws at its edges: what each breach of the protocol is closed with.</summary>
public sealed class ProtocolTests(PatientServer server) : Scenario(server), IClassFixture<PatientServer>
{
    private const string Wallet = "subscription { wallet { balance { amount } } }";

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"type":"hello"}""")]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ __typename }"}}""")]
    [InlineData("""{"type":"subscribe","id":"1"}""")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":1}}""")]
    [InlineData("""{"type":"connection_init","payload":"text"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中"}""")]
    public async Task A_message_that_is_none_is_4400(string text)
    {
        await using var socket = text.Contains("connection_init") ? await Socket.OpenAsync(server) : await Socket.ReadyAsync(server);
        await socket.SendTextAsync(text);
        Assert.Equal(4400, await socket.ClosedAsync());
    }

    [Theory]
    [InlineData("""{"type":"ping"}xx""", "Message is not valid JSON")]
    [InlineData("""{"type":"ping"}{"type":"ping"}""", "Message is not valid JSON")]
    [InlineData("""[{"type":"ping"}]""", "A message must be one JSON object")]
    [InlineData("""{"type":"ping","type":"pong"}""", "`type` is given twice in one object")]
    [InlineData("""{"type":1}""", "`type` is a string")]
    [InlineData("""{"type":"complete"}""", "Message has no id")]
    [InlineData("""{"type":"complete","id":1}""", "`id` is a string")]
    [InlineData("""{"type":"complete","id":""}""", "An id has 1 to 100 characters")]
    [InlineData("""{"type":"complete","id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", "An id has 1 to 100 characters")]
    [InlineData("""{"type":"connection_init","payload":{"authorization":1}}""", "`authorization` is a string")]
    [InlineData("""{"type":"connection_init","payload":{"authorization":"Bearer a","Authorization":"Bearer b"}}""", "`Authorization` is given twice in one object")]
    [InlineData("""{"type":"connection_init","payload":{"accessToken":"a"}}""", "Send the token as `authorization`: \"Bearer …\"")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"authorization":1}}}""", "`headers.authorization` is a string")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"token":"a"}}}""", "Send the token as `authorization`: \"Bearer …\"")]
    [InlineData("""{"type":"connection_init","payload":{"headers":"authorization: Bearer a"}}""", "`headers` is an object")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"authorization":"Bearer a","Authorization":"Bearer a"}}}""", "`Authorization` is given twice in one object")]
    [InlineData("""{"type":"connection_init","payload":{"authorization":"Bearer a","headers":{"Authorization":"Bearer b"}}}""", "`authorization` and `headers.authorization` differ")]
    public void What_is_wrong_with_a_message_is_said_as_it_is(string text, string reason)
    {
        var refusal = Assert.Throws<SocketClosedException>(() => SocketMessage.Parse(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal((4400, reason), (refusal.Close.Code, refusal.Close.Reason));
    }

    [Theory]
    [InlineData(" {\"type\":\"ping\"} \n")]
    [InlineData("""{"type":"connection_init","payload":{"authorization":null}}""")]
    [InlineData("""{"type":"connection_init","payload":null}""")]
    [InlineData("""{"type":"connection_init","payload":{"token":null,"client":"web"}}""")]
    [InlineData("""{"type":"connection_init","payload":{"token":"","headers":null}}""")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"X-Trace":"1","x-trace":"2"}}}""")]
    public void A_message_of_usual_form_is_read(string text) =>
        Assert.Null(SocketMessage.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Authorization);

    [Theory]
    [InlineData("""{"type":"connection_init","payload":{"Authorization":"Bearer a"}}""")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"authorization":"Bearer a"}}}""")]
    [InlineData("""{"type":"connection_init","payload":{"Headers":{"Authorization":"Bearer a","x":1}}}""")]
    [InlineData("""{"type":"connection_init","payload":{"headers":{"authorization":"Bearer a"},"authorization":"Bearer a"}}""")]
    public void The_token_may_stand_where_clients_put_their_headers(string text) =>
        Assert.Equal("Bearer a", SocketMessage.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Authorization);

    [Fact]
    public async Task Binary_messages_are_4400()
    {
        await using var socket = await Socket.ReadyAsync(server);
        await socket.SendTextAsync("{}", WebSocketMessageType.Binary);
        Assert.Equal(4400, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Subscribing_before_the_acknowledgement_is_4401()
    {
        await using var socket = await Socket.OpenAsync(server);
        await socket.SubscribeAsync("1", "{ __typename }");
        Assert.Equal(4401, await socket.ClosedAsync());
    }

    [Theory]
    [InlineData("Bearer garbage")]
    [InlineData("Basic abc")]
    public async Task A_bad_token_is_4403(string authorization)
    {
        await using var socket = await Socket.OpenAsync(server);
        await socket.SendAsync(new { type = "connection_init", payload = new { AUTHORIZATION = authorization } });
        Assert.Equal(4403, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_session_that_ends_closes_its_sockets_with_4403()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await WatchAsync(socket, "1");
        await person.DoAsync("mutation($input: SignOutInput!) { signOut(input: $input) { session { id } } }", new { });
        Assert.Equal(4403, await socket.ClosedAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("graphql-ws")]
    public async Task Another_protocol_is_4406(string? protocol)
    {
        await using var socket = await Socket.OpenAsync(server, protocol);
        Assert.Equal(4406, await socket.ClosedAsync());
    }

    [Fact]
    public async Task The_same_id_twice_at_a_time_is_4409()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await WatchAsync(socket, "1");
        await socket.SubscribeAsync("1", Wallet);
        Assert.Equal(4409, await socket.ClosedAsync());
    }

    [Fact]
    public async Task An_id_is_free_again_once_it_is_completed_and_the_new_operation_is_its_own()
    {
        var person = await server.PersonAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        for (var i = 0; i < 30; i++)
        {
            await WatchAsync(socket, "1");
            await socket.SendAsync(new { id = "1", type = "complete" });
        }

        // The last of the others ends now, and must not take this one's id with it.
        await WatchAsync(socket, "1");
        var tail = server.Services.GetRequiredService<FeedTail>();
        await Patience.UntilAsync(() => tail.CountOf(Topic.WalletOf(person.UserId)) == 1);
        await person.TopUpAsync("1");
        Assert.Equal("1", await ToldOfYuanAsync(socket));
        await socket.SubscribeAsync("1", Wallet);
        Assert.Equal(4409, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_second_initialisation_is_4429()
    {
        await using var socket = await Socket.ReadyAsync(server);
        await socket.SendAsync(new { type = "connection_init" });
        Assert.Equal(4429, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_message_past_its_size_is_1009()
    {
        await using var socket = await Socket.ReadyAsync(server);
        await socket.SendAsync(new { type = "ping", payload = new string('x', 65_000) });
        Assert.Equal("pong", (string)(await socket.ReceiveAsync())!["type"]!);
        await socket.SendAsync(new { type = "ping", payload = new string('x', 66_000) });
        Assert.Equal(1009, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Queries_and_mutations_come_over_it_too()
    {
        await using var socket = await Socket.ReadyAsync(server);
        await socket.SubscribeAsync("q", "{ __typename }");
        Assert.Equal("Query", (string)(await socket.NextAsync())["data"]!["__typename"]!);
        Assert.Equal("complete", (string)(await socket.ReceiveAsync())!["type"]!);
        await socket.SubscribeAsync("m", "mutation { refreshSession(input: { refreshToken: \"x\" }) { errors { __typename } } }");
        Assert.Equal("InvalidRefreshTokenError", (string)(await socket.NextAsync())["data"]!["refreshSession"]!["errors"]![0]!["__typename"]!);
        Assert.Equal("complete", (string)(await socket.ReceiveAsync())!["type"]!);
    }

    [Theory]
    [InlineData("{ nope }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { wallet { id } }", "UNAUTHENTICATED")]
    [InlineData("subscription { notifications { __typename } }", "UNAUTHENTICATED")]
    [InlineData("subscription { activity { __typename } }", "UNAUTHENTICATED")]
    public async Task What_is_refused_before_it_begins_is_an_error_message(string query, string code)
    {
        await using var socket = await Socket.ReadyAsync(server);
        await socket.SubscribeAsync("1", query);
        var message = (await socket.ReceiveAsync())!;
        Assert.Equal("error", (string)message["type"]!);
        Assert.Equal("1", (string)message["id"]!);
        Assert.Equal(code, (string)message["payload"]![0]!["extensions"]!["code"]!);
        await socket.SubscribeAsync("1", "{ __typename }");
        await socket.NextAsync();
    }

    [Fact]
    public async Task An_eleventh_operation_is_rate_limited_and_the_others_go_on()
    {
        var person = await server.PersonAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        for (var i = 0; i < 10; i++)
        {
            await WatchAsync(socket, $"s{i}");
        }

        await socket.SubscribeAsync("one too many", "{ __typename }");
        var message = (await socket.ReceiveAsync())!;
        Assert.Equal("one too many", (string)message["id"]!);
        Assert.Equal("RATE_LIMITED", (string)message["payload"]![0]!["extensions"]!["code"]!);

        // Each of the ten is told what happens.
        await person.TopUpAsync("1");
        var told = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            told.Add(await ToldOfYuanAsync(socket));
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"s{i}"), told.Order());
        await socket.SendAsync(new { id = "s0", type = "complete" });
        for (var i = 0; ; i++)
        {
            await socket.SubscribeAsync($"again{i}", "{ __typename }");
            do
            {
                message = (await socket.ReceiveAsync())!;
            }
            while ((string)message["id"]! != $"again{i}");
            if ((string)message["type"]! == "next")
            {
                break;
            }

            Assert.True(i < 1_000, "a completed operation keeps its place");
            await Task.Delay(20);
        }
    }

    /// <summary>A stream that is open, as its first state proves.</summary>
    private static async Task WatchAsync(Socket socket, string id)
    {
        await socket.SubscribeAsync(id, Wallet);
        var first = (await socket.ReceiveAsync())!;
        Assert.Equal(("next", id), ((string)first["type"]!, (string)first["id"]!));
        Assert.Equal("0.00", Balance(first["payload"]!));
    }

    /// <summary>The id of the stream that tells next that there is ¥1.</summary>
    private static async Task<string> ToldOfYuanAsync(Socket socket)
    {
        while (true)
        {
            var message = (await socket.ReceiveAsync())!;
            Assert.Equal("next", (string)message["type"]!);
            if (Balance(message["payload"]!) == "1.00")
            {
                return (string)message["id"]!;
            }
        }
    }

    private static string Balance(JsonNode payload) => (string)payload["data"]!["wallet"]!["balance"]!["amount"]!;

    /// <summary>The session ends without a word, as on a node that has not heard of it yet.</summary>
    [Fact]
    public async Task An_operation_of_a_session_that_has_ended_does_not_run_as_that_of_a_stranger()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<Session>()
            .Where(s => s.UserId == person.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, DateTime.UnixEpoch)));
        await socket.SubscribeAsync("1", "{ viewer { id } deals(first: 1) { totalCount } }");
        var message = (await socket.ReceiveAsync())!;
        Assert.Equal("error", (string)message["type"]!);
        Assert.Equal("UNAUTHENTICATED", (string)message["payload"]![0]!["extensions"]!["code"]!);
    }
}
