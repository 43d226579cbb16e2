using Graph.Api.Server.Documents;
using Graph.Api.Server.Streams;

namespace Graph.Api.Feed;

/// <summary>
/// A stream sends this when it cannot send all events, so that no event is lost unnoticed. The events between `after`
/// and `resumeFrom` are missing, because they are no longer kept or because the client read too slowly. Fetch the list
/// again, or subscribe again with `resumeFrom` as `after`.
/// </summary>
/// <param name="After">The cursor after which events are missing; null when the stream began without a cursor.</param>
/// <param name="ResumeFrom">The cursor to give as `after` in the next subscription.</param>
/// <param name="Reason">The reason why events are missing.</param>
public sealed record StreamGap(
    [property: SameForAll] string? After, [property: SameForAll] string ResumeFrom, [property: SameForAll] GapReason Reason);
