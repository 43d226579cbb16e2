namespace Graph.Domain.Persistence;

/// <summary>
/// Sends a row of the log to many streams at once. Otherwise each stream is woken, asks whether its viewer may see the row, waits for its
/// turn and resolves it, which costs several times as much as sending it.
/// </summary>
public interface IBroadcaster
{
    /// <summary>
    /// Sends a row to streams whose viewers may see it. It takes the row from each stream to which it sends, and releases all of them, also
    /// when it fails. A stream from which the row was not taken finds it for itself.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="place">Its place in the log.</param>
    /// <param name="streams">The streams, which are held.</param>
    /// <param name="askAgain">Asks again which of these streams may be sent the row, after a wait.</param>
    Task SendAsync(object row, long place, IReadOnlyList<IHeldStream> streams, Func<IReadOnlyList<IHeldStream>, Task> askAgain);
}

/// <summary>A stream that waits for its next row, and is not woken before it is released.</summary>
public interface IHeldStream
{
    /// <summary>The side of the stream that sends.</summary>
    IListener Listener { get; }

    /// <summary>
    /// Takes the row for which the stream is held. Returns false when the stream has ended, when the answer is old that says that the viewer
    /// may see it, or when the viewer's circle changed or a session of the viewer ended since. Then it must not be sent.
    /// </summary>
    bool TryTake();

    /// <summary>Lets the stream go on with what came since, and with the row if it was not taken.</summary>
    void Release();
}

/// <summary>The side of a stream that sends, as the log knows it.</summary>
public interface IListener
{
    /// <summary>Whether everything that was resolved for the stream was sent.</summary>
    bool IsIdle { get; }
}
