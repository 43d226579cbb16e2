using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A stream of one viewer, as the tail knows it.</summary>
public abstract class FeedFollower : LogFollower
{
    private protected FeedFollower(FeedTail tail, UserId viewer)
        : base(tail) => Viewer = viewer;

    /// <summary>The time of an answer for which nobody has asked yet.</summary>
    internal const long Never = long.MinValue / 2;

    public UserId Viewer { get; }

    /// <summary>Forgets what was told and not taken yet, because what the viewer may see has changed.</summary>
    internal abstract void Doubt();
}

/// <summary>
/// A stream of one viewer's activities or notifications. It is told rows that the viewer may see, as of the moment when the
/// database was asked for the whole audience. What is not taken soon after that is asked again, for all streams that wait. When
/// the viewer's circle changed, or a session of the viewer ended on this node, it is forgotten, and the stream asks for itself.
/// </summary>
public sealed partial class FeedFollower<TRow> : FeedFollower
    where TRow : class
{
    /// <summary>A stream that is told more than this, and takes nothing, reads the rows later.</summary>
    private const int Most = 256;

    /// <summary>
    /// For how many rows a stream asks again before it takes one. A slow reader that waits with many rows would otherwise ask for all
    /// of them before each.
    /// </summary>
    private const int Ahead = 8;

    /// <summary>How many times a row is asked for again before the stream asks for itself.</summary>
    private const int Rounds = 16;

    private readonly Queue<(Logged<TRow> Row, long AskedAt)> _told = [];
    private readonly IHints _changes;
    private readonly Func<UserId, TRow, CancellationToken, Task<bool>>? _sees;
    private long _lastTold;
    private long _unknownUpTo;
    private long _doubtedAt = long.MinValue;

    /// <param name="tail">The reader of the log.</param>
    /// <param name="viewer">The viewer of the stream.</param>
    /// <param name="changes">Hints that the viewer's circle changed, or that a session of the viewer ended.</param>
    /// <param name="sees">Asks again whether the viewer may see a row; null when each stream asks for itself.</param>
    internal FeedFollower(
        FeedTail tail, UserId viewer, IHints changes, Func<UserId, TRow, CancellationToken, Task<bool>>? sees = null)
        : base(tail, viewer) => (_changes, _sees) = (changes, sees);

    /// <summary>Which rows the stream wants. It passes over the others.</summary>
    public Func<TRow, bool> Wants { get; init; } = _ => true;

    /// <summary>
    /// Takes the rows between two places that were told, at most so many of them. Null when the stream has to ask for itself,
    /// because the answer is old or the viewer's circle changed since.
    /// </summary>
    /// <param name="after">The first place; its row is left out.</param>
    /// <param name="upTo">The last place.</param>
    /// <param name="most">The largest number of rows.</param>
    public IReadOnlyList<Logged<TRow>>? Take(long after, long upTo, int most)
    {
        lock (_told)
        {
            PassOver(after);
            HeedChange();
            var taken = new List<Logged<TRow>>();
            while (after >= _unknownUpTo && taken.Count < most && _told.TryPeek(out var next) && next.Row.Sequence <= upTo)
            {
                if (!base.Holds(next.AskedAt))
                {
                    Doubt();
                    break;
                }

                _told.Dequeue();
                if (Wants(next.Row.Row))
                {
                    taken.Add(next.Row);
                }
            }

            return after < _unknownUpTo ? null : taken;
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

    public override async Task FreshenAsync(CancellationToken cancellationToken)
    {
        // What is answered late in a large wave may be old again. After some rounds, the stream asks for itself.
        for (var round = 0; round < Rounds && Old() is { } old; round++)
        {
            var askedAt = Environment.TickCount64;
            Answer(old, await AskAsync(old, cancellationToken), askedAt);
        }
    }

    /// <summary>Whether the viewer may see the rows, in their order. It is nearly always one row.</summary>
    private async Task<bool[]> AskAsync(List<Logged<TRow>> rows, CancellationToken cancellationToken) => rows.Count == 1
        ? [await _sees!(Viewer, rows[0].Row, cancellationToken)]
        : await Task.WhenAll(rows.Select(row => _sees!(Viewer, row.Row, cancellationToken)));

    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    /// <summary>Tells the stream of a row, and wakes it.</summary>
    internal void Tell(TRow row, long place, long askedAt, long dealtAt)
    {
        Put(row, place, askedAt, dealtAt);
        Ring(place);
    }

    /// <summary>Tells the stream of a row without waking it. The caller wakes it later (<see cref="LogFollower.Ring"/>).</summary>
    /// <param name="row">The row.</param>
    /// <param name="place">Its place.</param>
    /// <param name="askedAt">When the database was asked whether the viewer may see it.</param>
    /// <param name="dealtAt">When it was begun to find out whether it may concern the viewer.</param>
    internal void Put(TRow row, long place, long askedAt, long dealtAt)
    {
        lock (_told)
        {
            _lastTold = Math.Max(_lastTold, place);
            if (dealtAt <= _doubtedAt)
            {
                // The viewer's circle changed since, so the stream has to ask for itself.
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

    /// <summary>The next rows whose answers are old; null for none.</summary>
    private List<Logged<TRow>>? Old()
    {
        lock (_told)
        {
            HeedChange();
            List<Logged<TRow>>? old = null;
            var left = _sees is null ? 0 : Ahead;
            foreach (var (row, askedAt) in _told)
            {
                if (left-- == 0)
                {
                    break;
                }

                if (!base.Holds(askedAt))
                {
                    (old ??= []).Add(row);
                }
            }

            return old;
        }
    }

    /// <summary>Takes the answers to what was asked again. What the viewer may not see any more is passed over.</summary>
    private void Answer(List<Logged<TRow>> asked, bool[] answers, long askedAt)
    {
        lock (_told)
        {
            if (askedAt <= _doubtedAt)
            {
                return;
            }

            for (var left = _told.Count; left > 0; left--)
            {
                var told = _told.Dequeue();
                var place = asked.IndexOf(told.Row);
                if (place < 0)
                {
                    _told.Enqueue(told);
                }
                else if (answers[place])
                {
                    _told.Enqueue((told.Row, askedAt));
                }
            }
        }
    }

    /// <summary>Forgets the rows up to a place, which the stream has had.</summary>
    private void PassOver(long place)
    {
        while (_told.TryPeek(out var first) && first.Row.Sequence <= place)
        {
            _told.Dequeue();
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
