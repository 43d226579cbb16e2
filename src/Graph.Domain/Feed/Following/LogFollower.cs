using Graph.Domain.Shared;

namespace Graph.Domain.Feed.Following;

/// <summary>A reader of the log, as the tail knows it. It holds the place up to which there is something to read.</summary>
public abstract class LogFollower : ILogFollower
{
    private readonly Lock _gate = new();
    private readonly FeedTail _tail;
    private TaskCompletionSource<long>? _waiting;
    private bool _isRung;
    private bool _isHeld;
    private bool _isOver;
    private long _rung;
    private long _examined;
    private Exception? _fault;

    private protected LogFollower(FeedTail tail) => _tail = tail;

    /// <inheritdoc />
    public long Start { get; internal set; }

    /// <inheritdoc />
    public virtual long SentThrough => 0;

    /// <summary>The place up to which the reader, while it waits, has examined all rows.</summary>
    private protected long Examined => Math.Max(_examined, SentThrough);

    /// <inheritdoc />
    public Task<long> NextAsync(CancellationToken cancellationToken) => NextAsync(0, cancellationToken);

    /// <inheritdoc />
    public Task<long> NextAsync(long examined, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _examined = examined;
            if (_fault is not null)
            {
                return Task.FromException<long>(Broken(_fault));
            }

            if (_isRung)
            {
                _isRung = false;
                return Task.FromResult(_rung);
            }

            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public virtual bool Holds(long askedAt) => Environment.TickCount64 - askedAt <= _tail.AnswersHold;

    /// <inheritdoc />
    public virtual Task FreshenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says that something up to this place may concern the reader.</summary>
    internal void Ring(long place)
    {
        lock (_gate)
        {
            _rung = Math.Max(_rung, place);
            _isRung = true;
            Wake();
        }
    }

    /// <summary>Keeps the reader from waking if it waits and nothing was said to it since. Returns whether it is held.</summary>
    private protected bool TryHold()
    {
        lock (_gate)
        {
            return !_isHeld && (_isHeld = _waiting is not null && !_isRung && !_isOver);
        }
    }

    /// <summary>Whether the stream has ended or broken. Nothing is sent for it any more.</summary>
    private protected bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _isOver;
            }
        }
    }

    /// <summary>Lets the reader wake again.</summary>
    private protected void LetGo()
    {
        lock (_gate)
        {
            _isHeld = false;
            Wake();
        }
    }

    /// <summary>Ends the stream, because the log could not be read.</summary>
    internal void Break(Exception fault)
    {
        lock (_gate)
        {
            (_fault, _isOver) = (fault, true);
            _waiting?.SetException(Broken(fault));
            _waiting = null;
        }
    }

    /// <summary>Ends listening.</summary>
    public virtual void Dispose()
    {
        lock (_gate)
        {
            (_isOver, _waiting) = (true, null);
        }

        _tail.Remove(this);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wakes the reader if it waits and something was said to it.</summary>
    private void Wake()
    {
        if (_isRung && !_isHeld && _waiting is { } waiting)
        {
            (_waiting, _isRung) = (null, false);
            waiting.SetResult(_rung);
        }
    }

    private static InvalidOperationException Broken(Exception fault) => new("The log could not be read.", fault);
}

/// <summary>Hears of changes of certain states.</summary>
internal sealed class StateFollower(FeedTail tail, IReadOnlyCollection<Topic> states) : LogFollower(tail)
{
    public IReadOnlyCollection<Topic> States => states;
}
