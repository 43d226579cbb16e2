namespace Graph.Api.Server.Streams;

/// <summary>Why events are missing from a stream.</summary>
public enum GapReason
{
    /// <summary>What lay between is no longer kept.</summary>
    Expired,

    /// <summary>The reader took too long; the stream ends here.</summary>
    TooSlow,
}

/// <summary>
/// Said instead of losing events in silence: what lay between `after` and `resumeFrom` is no longer kept, or was too much
/// for a slow reader. Read the list anew, or go on with `resumeFrom` as `after`.
/// </summary>
/// <param name="After">The cursor from which the stream was to go on, if there was one.</param>
/// <param name="ResumeFrom">Give this as `after` to go on.</param>
/// <param name="Reason">Why.</param>
public sealed record StreamGap(string? After, string ResumeFrom, GapReason Reason)
    : Feed.IActivityUpdate, Feed.INotificationUpdate;
