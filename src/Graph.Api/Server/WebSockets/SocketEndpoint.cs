using Graph.Api.Server.Authorization;
using Graph.Api.Server.Streams;

namespace Graph.Api.Server.WebSockets;

/// <summary>Accepts WebSockets with the protocol graphql-transport-ws.</summary>
public sealed class SocketEndpoint(IServiceProvider services, GraphLimits limits, ConnectionCounter counter, IHostApplicationLifetime lifetime)
{
    public const string Protocol = "graphql-transport-ws";

    public async Task HandleAsync(HttpContext http)
    {
        var speaksOurs = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(speaksOurs ? Protocol : null);
        var caller = new Caller(http.RequestServices.GetRequiredService<TimeProvider>()) { Origin = CallerReader.OriginOf(http) };
        await using var connection = ActivatorUtilities.CreateInstance<SocketConnection>(
            services, new SocketChannel(socket, limits), caller, counter, http.TraceIdentifier);
        if (speaksOurs)
        {
            await connection.RunAsync(http.RequestAborted, lifetime.ApplicationStopping);
        }
        else
        {
            await connection.CloseAsync(SocketClose.SubprotocolNotAcceptable);
        }
    }
}
