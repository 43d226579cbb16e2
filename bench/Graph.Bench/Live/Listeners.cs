using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;

namespace Graph.Bench.Live;

/// <summary>Many sockets that count what they receive.</summary>
/// <param name="heard">Called with each result; null for nothing.</param>
internal sealed class Listeners(Action<ReadOnlySpan<byte>>? heard = null) : IAsyncDisposable
{
    private static readonly byte[] Pong = Encoding.UTF8.GetBytes("""{"type":"pong"}""");

    private readonly ConcurrentBag<ClientWebSocket> _sockets = [];
    private readonly CancellationTokenSource _ended = new();
    private long _results;

    public long Results => Interlocked.Read(ref _results);

    /// <summary>The last result, as it came.</summary>
    public byte[] Last { get; private set; } = [];

    /// <summary>Opens a socket for each token, signs in and subscribes.</summary>
    public Task SubscribeAsync(Uri address, IReadOnlyList<string> tokens, string subscribe) => OpenAsync(
        address,
        "graphql-transport-ws",
        [.. tokens.Select(token => new[] { $$$"""{"type":"connection_init","payload":{"authorization":"Bearer {{{token}}}"}}""", subscribe })]);

    public Task OpenAsync(Uri address, string? protocol, IReadOnlyList<string[]> first) =>
        Parallel.ForEachAsync(first, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (messages, stop) =>
        {
            var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            if (protocol is not null)
            {
                socket.Options.AddSubProtocol(protocol);
            }

            await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, stop);
            _sockets.Add(socket);
            var buffer = new byte[4096];
            foreach (var message in messages)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, stop);
                if (message.Contains("connection_init", StringComparison.Ordinal))
                {
                    await socket.ReceiveAsync(buffer.AsMemory(), stop);
                }
            }

            _ = ReadAsync(socket, buffer);
        });

    /// <summary>Waits until so many results came in all. Returns false when they do not come.</summary>
    public async Task<bool> ReceiveAsync(long results)
    {
        for (var started = Environment.TickCount64; Results < results; await Task.Delay(5))
        {
            if (Environment.TickCount64 - started > 120_000)
            {
                return false;
            }
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _ended.Dispose();
    }

    private async Task ReadAsync(ClientWebSocket socket, byte[] buffer)
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), _ended.Token);
                var message = buffer.AsMemory(0, received.Count);
                if (message.Span.IndexOf("\"ping\""u8) >= 0)
                {
                    await socket.SendAsync(Pong, WebSocketMessageType.Text, true, _ended.Token);
                    continue;
                }

                Last = message.ToArray();
                heard?.Invoke(message.Span);
                Interlocked.Increment(ref _results);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The bench is over.
        }
    }
}
