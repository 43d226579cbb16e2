namespace Graph.Api.Server.Streams;

/// <summary>
/// A stream broke: its source failed, or its reader was too slow. The transport ends the connection in a way after which
/// clients connect again and resume, because `complete` would say that all is well.
/// </summary>
public sealed class BrokenStreamException : Exception
{
    public BrokenStreamException(string message)
        : base(message)
    {
    }

    public BrokenStreamException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
