using Graph.Domain.Shared;

namespace Graph.Domain.Feed.Following;

/// <summary>A reader of the log, as the tail knows it. It holds the place up to which there is something to read.</summary>
public abstract class LogFollower : ILogFollower
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly FeedTail _tail;
    private long _rung;
    private Exception? _fault;

    private protected LogFollower(FeedTail tail) => _tail = tail;

    /// <inheritdoc />
    public long Start { get; internal set; }

    /// <inheritdoc />
    public async Task<long> NextAsync(CancellationToken cancellationToken)
    {
        await _bell.WaitAsync(cancellationToken);
        lock (_bell)
        {
            return _fault is null ? _rung : throw new InvalidOperationException("The log could not be read.", _fault);
        }
    }

    /// <inheritdoc />
    public virtual bool Holds(long askedAt) => Environment.TickCount64 - askedAt <= _tail.AnswersHold;

    /// <inheritdoc />
    public virtual Task FreshenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says that something up to this place may concern the reader.</summary>
    internal void Ring(long place)
    {
        lock (_bell)
        {
            _rung = Math.Max(_rung, place);
            Wake();
        }
    }

    /// <summary>Ends the stream, because the log could not be read.</summary>
    internal void Break(Exception fault)
    {
        lock (_bell)
        {
            _fault = fault;
            Wake();
        }
    }

    /// <summary>Ends listening. The semaphore is left to the garbage collector, because the tail may still release it.</summary>
    public virtual void Dispose()
    {
        _tail.Remove(this);
        GC.SuppressFinalize(this);
    }

    private void Wake()
    {
        if (_bell.CurrentCount == 0)
        {
            _bell.Release();
        }
    }
}

/// <summary>Hears of changes of certain states.</summary>
internal sealed class StateFollower(FeedTail tail, IReadOnlyCollection<Topic> states) : LogFollower(tail)
{
    public IReadOnlyCollection<Topic> States => states;
}
