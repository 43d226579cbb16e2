using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>What the peer does when it has read a request.</summary>
public enum Reply
{
    /// <summary>Says that the request was carried out.</summary>
    Done,

    /// <summary>Says nothing, and keeps the connection.</summary>
    Nothing,

    /// <summary>Ends the connection in order, as a server that stops does: a FIN.</summary>
    Fin,

    /// <summary>Breaks the connection off, as a machine that has forgotten it does: an RST.</summary>
    Rst,

    /// <summary>Returns one row with the number 0.</summary>
    Zero,

    /// <summary>Refuses the request with <see cref="TdsPeer.Refusal"/>, and keeps the connection.</summary>
    Refused,
}

/// <summary>
/// Speaks as much of TDS as a client needs to sign in and to send commands that return no rows, and cuts the
/// connection where a test wants it cut. It executes nothing: it shows what the client makes of a fault, and nothing of
/// the engine.
/// </summary>
internal sealed class TdsPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = [];
    private readonly ConcurrentQueue<TdsRequest> _received = [];
    private readonly Task _accepting;
    private readonly Func<TdsRequest, Reply> _reply;

    /// <param name="reply">How each request is answered; done, when nothing is given.</param>
    public TdsPeer(Func<TdsRequest, Reply>? reply = null)
    {
        _reply = reply ?? (_ => Reply.Done);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>All requests so far, in their order.</summary>
    public IReadOnlyCollection<TdsRequest> Received => _received;

    /// <summary>The number of the error with which requests are refused.</summary>
    public int Refusal { get; init; }

    public int Count(TdsKind kind) => _received.Count(request => request.Kind == kind);

    /// <summary>Each test has its own port, and so its own pool. There is more time to connect than any machine needs.</summary>
    public string ConnectionString => ConnectionTo(((IPEndPoint)_listener.LocalEndpoint).Port);

    public static string ConnectionTo(int port) =>
        $"Server=tcp:127.0.0.1,{port};Database=graph;User Id=graph;Password=graph;Encrypt=Optional;Connect Timeout=600";

    /// <summary>A port at which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Cuts all connections as they stand.</summary>
    public void Cut(Reply how)
    {
        foreach (var client in _clients.Keys)
        {
            Cut(client, how);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut(Reply.Fin);
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients[client] = true;
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            Cut(Reply.Fin);
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            while (await TdsRequest.ReadAsync(stream) is { } request)
            {
                _received.Enqueue(request);
                switch (_reply(request))
                {
                    case Reply.Done:
                        await stream.WriteAsync(request.Response());
                        break;
                    case Reply.Zero:
                        await stream.WriteAsync(TdsRequest.Zero());
                        break;
                    case Reply.Refused:
                        await stream.WriteAsync(TdsRequest.Error(Refusal));
                        break;
                    case Reply.Fin:
                        Cut(client, Reply.Fin);
                        return;
                    case Reply.Rst:
                        Cut(client, Reply.Rst);
                        return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client left, or the test cut the connection.
        }

        Cut(client, Reply.Fin);
    }

    private void Cut(TcpClient client, Reply how)
    {
        if (_clients.TryRemove(client, out _))
        {
            client.LingerState = new LingerOption(how == Reply.Rst, 0);
            client.Close();
        }
    }
}
