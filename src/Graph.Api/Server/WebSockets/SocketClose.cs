namespace Graph.Api.Server.WebSockets;

/// <summary>
/// The reason why a socket is closed. The codes are those of the protocol and of the client library graphql-ws.
/// </summary>
public sealed record SocketClose(int Code, string Reason)
{
    public static SocketClose Normal { get; } = new(1000, "Bye");
    public static SocketClose TooBig { get; } = new(1009, "Message too big");
    public static SocketClose Unauthorized { get; } = new(4401, "Unauthorized");
    public static SocketClose Forbidden { get; } = new(4403, "Token not valid, or session ended: refresh and reconnect");
    public static SocketClose SubprotocolNotAcceptable { get; } = new(4406, "Subprotocol not acceptable");
    public static SocketClose InitTimeout { get; } = new(4408, "Connection initialisation timeout");
    public static SocketClose TooManyInits { get; } = new(4429, "Too many initialisation requests");

    public static SocketClose InternalError { get; } = new(1011, "Internal error");

    /// <summary>The server stops. The client library graphql-ws connects again after this code.</summary>
    public static SocketClose ServiceRestart { get; } = new(1012, "The server is stopping: reconnect");

    /// <summary>
    /// There are too many connections already. The client library graphql-ws connects again after 1013, later each time.
    /// </summary>
    public static SocketClose TooManyConnections { get; } = new(1013, "Too many connections: close one, or try again later");

    /// <summary>The database cannot be reached, or a stream broke. The client resumes from its last place.</summary>
    public static SocketClose TryAgainLater { get; } = new(1013, "Something failed: reconnect and resume");

    public static SocketClose Silent { get; } = new(1001, "No answer to pings");

    public static SocketClose BadRequest(string reason) => new(4400, reason);

    public static SocketClose SubscriberExists(string id) => new(4409, $"Subscriber for {id} already exists");
}

/// <summary>Ends a connection, from any place in the code that finds that it must be closed.</summary>
public sealed class SocketClosedException(SocketClose close) : Exception(close.Reason)
{
    public SocketClose Close => close;
}
