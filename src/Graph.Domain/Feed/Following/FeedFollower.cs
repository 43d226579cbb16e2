using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A stream of one viewer, as the tail knows it.</summary>
public abstract class FeedFollower : LogFollower
{
    private protected FeedFollower(FeedTail tail, UserId viewer)
        : base(tail) => Viewer = viewer;

    public UserId Viewer { get; }

    /// <summary>Forgets what was told and not taken yet, because what the viewer may see has changed.</summary>
    internal abstract void Doubt();
}

/// <summary>
/// A stream of one viewer's activities or notifications. It is told rows that the viewer may see, as of the moment when the
/// database was asked for the whole audience. What is not taken soon after that is forgotten: the stream then asks for itself.
/// </summary>
public sealed class FeedFollower<TRow> : FeedFollower
    where TRow : class
{
    /// <summary>A stream that is told more than this, and takes nothing, reads the rows later.</summary>
    private const int Most = 256;

    private readonly Queue<(Logged<TRow> Row, long AskedAt)> _told = [];
    private readonly IHints _changes;
    private long _lastTold;
    private long _unknownUpTo;
    private long _doubtedAt = long.MinValue;

    internal FeedFollower(FeedTail tail, UserId viewer, IHints changes)
        : base(tail, viewer) => _changes = changes;

    /// <summary>
    /// Takes the rows between two places that were told, at most so many of them. Null when the stream has to ask for itself,
    /// because the answer is old or the viewer's circle changed since.
    /// </summary>
    /// <param name="after">The first place; its row is left out.</param>
    /// <param name="upTo">The last place.</param>
    /// <param name="most">The largest number of rows.</param>
    /// <param name="wanted">Which rows the stream wants; the others are passed over.</param>
    public IReadOnlyList<Logged<TRow>>? Take(long after, long upTo, int most, Func<TRow, bool> wanted)
    {
        lock (_told)
        {
            while (_told.TryPeek(out var first) && first.Row.Sequence <= after)
            {
                _told.Dequeue();
            }

            HeedChange();
            if (_told.TryPeek(out var oldest) && !base.Holds(oldest.AskedAt))
            {
                Doubt();
            }

            if (after < _unknownUpTo)
            {
                return null;
            }

            var taken = new List<Logged<TRow>>();
            while (taken.Count < most && _told.TryPeek(out var next) && next.Row.Sequence <= upTo)
            {
                _told.Dequeue();
                if (wanted(next.Row.Row))
                {
                    taken.Add(next.Row);
                }
            }

            return taken;
        }
    }

    public override bool Holds(long askedAt)
    {
        lock (_told)
        {
            HeedChange();
            return askedAt > _doubtedAt && base.Holds(askedAt);
        }
    }

    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    internal void Tell(TRow row, long place, long askedAt)
    {
        lock (_told)
        {
            _lastTold = place;
            if (askedAt <= _doubtedAt)
            {
                // The database was asked before the viewer's circle changed, so the stream has to ask for itself.
                _unknownUpTo = place;
            }
            else
            {
                _told.Enqueue((new Logged<TRow> { Row = row, Sequence = place }, askedAt));
            }

            if (_told.Count > Most)
            {
                Doubt();
            }
        }

        Ring(place);
    }

    internal override void Doubt()
    {
        lock (_told)
        {
            _unknownUpTo = _lastTold;
            _doubtedAt = Environment.TickCount64;
            _told.Clear();
        }
    }

    private void HeedChange()
    {
        if (_changes.TryTake())
        {
            Doubt();
        }
    }
}
