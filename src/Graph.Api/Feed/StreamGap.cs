using Graph.Api.Server.Documents;
using Graph.Api.Server.Streams;

namespace Graph.Api.Feed;

/// <summary>
/// A stream sends this when it cannot send all events, so that no event is lost unnoticed. With EXPIRED the events between `after` and
/// `resumeFrom` are missing, because they are no longer kept: fetch the list again. With TOO_SLOW both are the same: subscribe again with
/// `resumeFrom` as `after`, and nothing is missing.
/// </summary>
/// <param name="After">The cursor up to which the stream sent all events.</param>
/// <param name="ResumeFrom">The cursor to give as `after` in the next subscription.</param>
/// <param name="Reason">Why the stream sends a gap.</param>
public sealed record StreamGap(
    [property: SameForAll] string? After, [property: SameForAll] string ResumeFrom, [property: SameForAll] GapReason Reason);
