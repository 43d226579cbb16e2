using Graph.Domain.Persistence;

namespace Graph.Domain.Feed.Following;

/// <summary>While a stream waits, a row can be sent for it without waking it.</summary>
public sealed partial class FeedFollower<TRow> : IHeldStream
{
    private long _sentThrough;
    private (long Place, long AskedAt)? _held;

    /// <summary>The side of the stream that sends; null when it has to be woken for each row.</summary>
    public IListener? Listener { get; init; }

    /// <inheritdoc />
    public override long SentThrough => Volatile.Read(ref _sentThrough);

    IListener IHeldStream.Listener => Listener!;

    /// <summary>
    /// Holds the stream if it waits, has sent all that came before, and need not ask for itself. Returns whether it is held.
    /// </summary>
    /// <param name="place">The place of the row for which it is held. The stream was told of it, and has to take it next.</param>
    internal bool TryHold(long place)
    {
        if (Listener is null || !TryHold())
        {
            return false;
        }

        lock (_told)
        {
            HeedChange();
            PassOver(Examined);
            if (Listener.IsIdle && _unknownUpTo <= Examined && _told.TryPeek(out var next) && next.Row.Sequence == place)
            {
                _held = (place, Never);
                return true;
            }
        }

        LetGo();
        return false;
    }

    /// <summary>Says that the viewer may see the row for which the stream is held.</summary>
    /// <param name="askedAt">When the database was asked.</param>
    internal void Allow(long askedAt)
    {
        if (_held is { } held)
        {
            _held = (held.Place, askedAt);
        }
    }

    /// <inheritdoc />
    public bool TryTake()
    {
        lock (_told)
        {
            HeedChange();
            if (IsOver || _held is not { } held || held.AskedAt <= _doubtedAt || !base.Holds(held.AskedAt)
                || !_told.TryPeek(out var next) || next.Row.Sequence != held.Place)
            {
                return false;
            }

            _told.Dequeue();
            _held = null;
            Volatile.Write(ref _sentThrough, held.Place);
            return true;
        }
    }

    /// <inheritdoc />
    public void Release()
    {
        if (_held is { } held)
        {
            _held = null;
            Ring(held.Place);
        }

        LetGo();
    }
}
