namespace Graph.Domain.Shared;

/// <summary>
/// A state that live streams show and that changes: the wallet or the sessions of one person, or what a feature names
/// beside its own events. Units that change it touch it.
/// </summary>
public readonly record struct Topic(string Kind, Guid Id)
{
    /// <summary>Returns the topic of a person's wallet: its balance or its holds changed.</summary>
    public static Topic WalletOf(ITypedId person) => new("wallet", person.Value);

    /// <summary>Returns the topic of a person's sessions: one or more of them ended.</summary>
    public static Topic SessionsOf(ITypedId person) => new("sessions", person.Value);
}

/// <summary>
/// Tells readers that there may be something new. This is only a hint; the database rows are the truth. A reader that
/// missed a hint loses nothing, because it reads on from its cursor.
/// </summary>
public interface IEventBus
{
    void Publish(IReadOnlyCollection<Topic> topics);

    /// <summary>Collects hints for these topics from now on, until the result is disposed.</summary>
    IHints Listen(params IReadOnlyCollection<Topic> topics);
}

/// <summary>The hints for some topics. Several hints that arrive between two waits count as a single hint.</summary>
public interface IHints : IDisposable
{
    /// <summary>
    /// Waits for a hint. Returns at once when a hint came since the last call; otherwise returns at the next hint, or
    /// when the time is over. Returns whether there was a hint.
    /// </summary>
    Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Returns whether a hint came since the last call.</summary>
    bool TryTake();
}

/// <summary>
/// Follows a log for one reader. It is told of every row that may concern the reader, and perhaps of others, but never of
/// fewer.
/// </summary>
public interface ILogFollower : IDisposable
{
    /// <summary>The place up to which the follower need not be told of rows: it began after that.</summary>
    long Start { get; }

    /// <summary>
    /// The place of the last row that was sent for the reader, or passed over, while it waited; 0 for none. The reader goes on after it. It changes
    /// only while the reader waits.
    /// </summary>
    long SentThrough { get; }

    /// <summary>
    /// Waits until a row may concern the reader. Returns the place up to which to read: no row before it will come later. There is one
    /// wait at a time, and none after one that was cancelled.
    /// </summary>
    Task<long> NextAsync(CancellationToken cancellationToken);

    /// <summary>Waits in the same way. A reader of rows says up to which place it has examined them, so that none is sent for it again.</summary>
    Task<long> NextAsync(long examined, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an answer of the database still holds that was asked for at a moment (<see cref="Environment.TickCount64"/>):
    /// it is not old, and what the reader may see has not changed since.
    /// </summary>
    bool Holds(long askedAt);

    /// <summary>Asks again, together with other readers, for what the reader was told and what has grown old since.</summary>
    Task FreshenAsync(CancellationToken cancellationToken);
}
