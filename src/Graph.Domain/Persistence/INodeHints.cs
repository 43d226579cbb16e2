namespace Graph.Domain.Persistence;

/// <summary>
/// Tells the other nodes that the log has new rows. It is only a hint: who misses one looks by itself a moment later.
/// </summary>
public interface INodeHints
{
    /// <summary>Tells the other nodes. It is never called inside a unit of work.</summary>
    Task SendAsync(CancellationToken cancellationToken);

    /// <summary>Hears the other nodes until it is cancelled. It throws when it can hear no longer.</summary>
    Task ListenAsync(Action heard, CancellationToken cancellationToken);
}

/// <summary>How nodes tell each other of new rows in the log, and how long a reader waits who hears of none.</summary>
public sealed class LiveSettings
{
    /// <summary>How often the log is looked at without a hint, while somebody listens on this node.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>For how long an answer holds that says who may see a row. After that, it is asked again.</summary>
    public TimeSpan AnswersHold { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A row that may concern more streams than this is sent to many of them at once. Nobody is asked ahead who may see it, because the
    /// answers would be old before most of the streams have it.
    /// </summary>
    public int LargeAudience { get; set; } = 250;

    /// <summary>
    /// The connection string for hearing other nodes on PostgreSQL, for example past a pooler; null for the one of the
    /// database.
    /// </summary>
    public string? Listen { get; set; }

    /// <summary>The Redis server over which nodes tell each other; null for none.</summary>
    public string? Redis { get; set; }
}
