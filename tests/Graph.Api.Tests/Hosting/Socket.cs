using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Hosting;

/// <summary>A bare WebSocket, to speak the protocol well or badly.</summary>
public sealed class Socket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Patience.Long);

    public static Task<Socket> OpenAsync(GraphServer server, string? protocol = "graphql-transport-ws") =>
        OpenAsync(server.Endpoint, protocol);

    public static async Task<Socket> OpenAsync(Uri endpoint, string? protocol = "graphql-transport-ws")
    {
        var socket = new Socket();
        if (protocol is not null)
        {
            socket._socket.Options.AddSubProtocol(protocol);
        }

        await socket._socket.ConnectAsync(new UriBuilder(endpoint) { Scheme = "ws" }.Uri, socket._patience.Token);
        return socket;
    }

    /// <summary>Opened and acknowledged.</summary>
    public static Task<Socket> ReadyAsync(GraphServer server, string? token = null) => ReadyAsync(server.Endpoint, token);

    public static async Task<Socket> ReadyAsync(Uri endpoint, string? token = null)
    {
        var socket = await OpenAsync(endpoint);
        await socket.SendAsync(new
        {
            type = "connection_init",
            payload = token is null ? null : new { Authorization = "Bearer " + token },
        });
        Assert.Equal("connection_ack", (string)(await socket.ReceiveAsync())!["type"]!);
        return socket;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, _patience.Token);

    public Task SubscribeAsync(string id, string query, object? variables = null) =>
        SendAsync(new { id, type = "subscribe", payload = new { query, variables } });

    /// <summary>The next message that is no ping; null when the server closed.</summary>
    public async Task<JsonNode?> ReceiveAsync(bool pings = false)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, _patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
            {
                continue;
            }

            var json = JsonNode.Parse(message.ToArray())!;
            if (pings || (string)json["type"]! != "ping")
            {
                return json;
            }

            await SendAsync(new { type = "pong" });
            message.SetLength(0);
        }
    }

    /// <summary>The payload of the next result.</summary>
    public async Task<JsonNode> NextAsync()
    {
        var message = await ReceiveAsync();
        Assert.True((string?)message?["type"] == "next", message?.ToJsonString() ?? $"closed with {CloseCode}");
        return message!["payload"]!;
    }

    /// <summary>Reads until the server closes, and says with which code.</summary>
    public async Task<int> ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return CloseCode;
    }

    public int CloseCode => (int)_socket.CloseStatus!.Value;

    /// <summary>As a lost connection: without a word.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }
}
