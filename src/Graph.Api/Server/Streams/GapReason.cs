namespace Graph.Api.Server.Streams;

/// <summary>Why a stream sends a gap in place of an event.</summary>
public enum GapReason
{
    /// <summary>The missing events are no longer kept: they are older than 24 hours. The stream goes on with newer events.</summary>
    Expired,

    /// <summary>
    /// The client read too slowly. The connection ends here, and ready-made clients connect again: subscribe with
    /// `resumeFrom` to go on.
    /// </summary>
    TooSlow,
}
