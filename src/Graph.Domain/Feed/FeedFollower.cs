using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>A stream of one viewer, as the tail knows it. It holds places, not results.</summary>
internal sealed class FeedFollower(FeedTail tail, UserId viewer, bool wantsActivities) : ILogFollower
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private long _rung;
    private Exception? _fault;

    public UserId Viewer => viewer;

    public bool WantsActivities => wantsActivities;

    /// <summary>The people and sources whose activities may concern the stream. <see cref="FeedInterests"/> sets it.</summary>
    public Circle Circle { get; set; } = Circle.Empty;

    /// <summary>How many times the circle was asked for, and which of these answers is set.</summary>
    public (int Asked, int Set) CircleReads { get; set; }

    public long Start { get; set; }

    public async Task<long> NextAsync(CancellationToken cancellationToken)
    {
        await _bell.WaitAsync(cancellationToken);
        lock (_bell)
        {
            return _fault is null ? _rung : throw new InvalidOperationException("The log could not be read.", _fault);
        }
    }

    public void Ring(long place)
    {
        lock (_bell)
        {
            _rung = Math.Max(_rung, place);
            Wake();
        }
    }

    /// <summary>Ends the stream, because the log could not be read.</summary>
    public void Break(Exception fault)
    {
        lock (_bell)
        {
            _fault = fault;
            Wake();
        }
    }

    /// <summary>Ends listening. The semaphore is left to the garbage collector, because the tail may still release it.</summary>
    public void Dispose() => tail.Remove(this);

    private void Wake()
    {
        if (_bell.CurrentCount == 0)
        {
            _bell.Release();
        }
    }
}
