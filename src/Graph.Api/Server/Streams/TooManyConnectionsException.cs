namespace Graph.Api.Server.Streams;

/// <summary>The caller has as many sockets and event streams open as the limits allow.</summary>
public sealed class TooManyConnectionsException() : Exception("Too many connections: close one, or try again later.");
