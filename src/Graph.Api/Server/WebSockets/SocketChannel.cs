using System.Net.WebSockets;
using System.Text.Json;
using Graph.Api.Server.Http;

namespace Graph.Api.Server.WebSockets;

/// <summary>
/// Sends and receives whole JSON messages over a WebSocket. One writer sends at a time, and the size of messages is
/// limited.
/// </summary>
public sealed class SocketChannel(WebSocket socket, GraphLimits limits) : IDisposable
{
    private const int PartBytes = 2048;

    /// <summary>A writer between two messages of this thread.</summary>
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private readonly LentBuffer _out = new();
    private readonly LentBuffer _in = new();
    private readonly SemaphoreSlim _turn = new(1);
    private bool _closing;

    /// <summary>
    /// Receives a message; null when the client has closed. The memory is valid until the next call.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _in.Clear();
        for (var isWaiting = true; ; isWaiting = false)
        {
            // Until something comes, there is no buffer.
            var buffer = isWaiting ? Memory<byte>.Empty : _in.GetMemory(PartBytes);
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (received.MessageType != WebSocketMessageType.Text)
            {
                throw new SocketClosedException(SocketClose.BadRequest("Messages must be JSON text"));
            }

            _in.Advance(received.Count);
            if (_in.Count > limits.SocketMessageBytes)
            {
                throw new SocketClosedException(SocketClose.TooBig);
            }

            if (received.EndOfMessage)
            {
                return _in.Written;
            }
        }
    }

    /// <summary>Reads and ignores messages until the client closes.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var ignored = new byte[4096];
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(ignored.AsMemory(), cancellationToken);
        }
    }

    /// <summary>Sends a message. If the client does not read it in time, the connection ends.</summary>
    public async Task SendAsync(string type, string? id, Action<Utf8JsonWriter>? payload, CancellationToken cancellationToken)
    {
        // Each message has the whole time: what waits behind others of the same connection has not been slow yet.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_closing && socket.State == WebSocketState.Open)
            {
                Write(type, id, payload);
                await SendWrittenAsync();
            }
        }
        finally
        {
            _out.Clear();
            _turn.Release();
        }
    }

    public void Abort() => socket.Abort();

    private void Write(string type, string? id, Action<Utf8JsonWriter>? payload)
    {
        var json = _writer ?? new Utf8JsonWriter(_out, ResultWriter.Options);
        _writer = null; // a payload that throws leaves half a message in it
        json.Reset(_out);
        json.WriteStartObject();
        if (id is not null)
        {
            json.WriteString("id", id);
        }

        json.WriteString("type", type);
        if (payload is not null)
        {
            json.WritePropertyName("payload");
            payload(json);
        }

        json.WriteEndObject();
        json.Flush();
        _writer = json;
    }

    /// <summary>
    /// Sends what is written. A message that has begun is finished, even if its operation is cancelled: cancelling would abort the
    /// connection. Only a message that the network does not take at once needs a timer.
    /// </summary>
    private async Task SendWrittenAsync()
    {
        var sending = socket.SendAsync(_out.Written, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        var sent = sending.AsTask();
        try
        {
            await sent.WaitAsync(limits.SlowReader);
        }
        catch (TimeoutException)
        {
            // The socket lets go of the message before its memory is lent to another.
            socket.Abort();
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new SocketClosedException(SocketClose.Silent);
        }
    }

    public async Task CloseAsync(SocketClose close)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var isMyTurn = false;
        try
        {
            await _turn.WaitAsync(patience.Token);
            isMyTurn = true;
            _closing = true;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                // A close reason has at most 123 bytes, and it may contain text that the client sent.
                var reason = new string([.. close.Reason.Where(char.IsAscii).Take(120)]);
                await socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, reason, patience.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone already.
        }
        finally
        {
            if (isMyTurn)
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();
}
