namespace Graph.Api.Server.Streams;

/// <summary>The reason why events are missing from a stream.</summary>
public enum GapReason
{
    /// <summary>The missing events are no longer kept. The stream goes on with newer events.</summary>
    Expired,

    /// <summary>The client read too slowly. The stream ends here; subscribe again to go on.</summary>
    TooSlow,
}
