namespace Graph.Domain.Shared;

/// <summary>
/// A subject that live readers can listen to: one person, one group, the sessions of one person, the whole feed or all
/// deals.
/// </summary>
public readonly record struct Topic(string Kind, Guid Id)
{
    /// <summary>Something new became visible in feeds.</summary>
    public static Topic Feed { get; } = new("feed", Guid.Empty);

    /// <summary>A deal went on or off sale, or its stock changed.</summary>
    public static Topic Deals { get; } = new("deals", Guid.Empty);

    /// <summary>Returns the topic of a person: a notification arrived, or the wallet changed.</summary>
    public static Topic Of(ITypedId person) => new("person", person.Value);

    /// <summary>Returns the topic of a group buy: a user joined it, or it ended.</summary>
    public static Topic Group(ITypedId group) => new("group", group.Value);

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
    /// when the time is over.
    /// </summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
