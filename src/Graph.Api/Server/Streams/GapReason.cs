namespace Graph.Api.Server.Streams;

/// <summary>Why events are missing from a stream.</summary>
public enum GapReason
{
    /// <summary>What lay between is no longer kept.</summary>
    Expired,

    /// <summary>The reader took too long; the stream ends here.</summary>
    TooSlow,
}
