using Graph.Api.Server.Streams;

namespace Graph.Api.Feed;

/// <summary>
/// Said instead of losing events in silence: what lay between `after` and `resumeFrom` is no longer kept, or was too much
/// for a slow reader. Read the list anew, or go on with `resumeFrom` as `after`.
/// </summary>
/// <param name="After">The cursor from which the stream was to go on, if there was one.</param>
/// <param name="ResumeFrom">Give this as `after` to go on.</param>
/// <param name="Reason">Why.</param>
public sealed record StreamGap(string? After, string ResumeFrom, GapReason Reason) : IActivityUpdate, INotificationUpdate;
