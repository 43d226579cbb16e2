namespace Graph.Domain.Shared;

/// <summary>What a live reader waits for: news of one person, of one group, of the feed or of all deals as a whole.</summary>
public readonly record struct Topic(string Kind, Guid Id)
{
    /// <summary>Something became visible in feeds.</summary>
    public static Topic Feed { get; } = new("feed", Guid.Empty);

    /// <summary>A deal went on or off sale, or its stock changed.</summary>
    public static Topic Deals { get; } = new("deals", Guid.Empty);

    /// <summary>Something that concerns one person changed: a notification, the wallet.</summary>
    public static Topic Of(ITypedId person) => new("person", person.Value);

    /// <summary>Somebody joined a group that buys together, or its time is over.</summary>
    public static Topic Group(ITypedId group) => new("group", group.Value);

    /// <summary>Sessions of one person ended.</summary>
    public static Topic SessionsOf(ITypedId person) => new("sessions", person.Value);
}

/// <summary>
/// Tells readers that there may be something new. A hint only: the rows are the truth, and a reader that missed a hint
/// reads on from its cursor.
/// </summary>
public interface IEventBus
{
    void Publish(IReadOnlyCollection<Topic> topics);

    /// <summary>Hints from now on, until disposed.</summary>
    IHints Listen(params IReadOnlyCollection<Topic> topics);
}

/// <summary>Hints of some topics, any number of them seen as one.</summary>
public interface IHints : IDisposable
{
    /// <summary>Returns at the next hint, at one that came since the last call, or when the time is over.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
