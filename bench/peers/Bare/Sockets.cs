using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace Graph.Bench.Bare;

/// <summary>What many listeners cost without GraphQL: sockets that are held open, and bytes that are sent to all of them.</summary>
internal static class Sockets
{
    private static readonly ConcurrentDictionary<WebSocket, bool> Open = [];

    public static void Map(WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.Map("/sockets", (RequestDelegate)HoldAsync);
        app.MapPost("/broadcast", (RequestDelegate)BroadcastAsync);
    }

    private static async Task HoldAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        Open[socket] = true;
        try
        {
            var buffer = new byte[256];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
                // Nothing is asked.
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The bench is over.
        }
        finally
        {
            Open.TryRemove(socket, out _);
        }
    }

    private static async Task BroadcastAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        foreach (var socket in Open.Keys)
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, http.RequestAborted);
        }
    }
}
