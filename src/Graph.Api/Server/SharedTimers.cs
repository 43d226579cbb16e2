using Graph.Domain.Shared;

namespace Graph.Api.Server;

/// <summary>
/// Timers that many connections wait for together. The runtime walks through all timers several times a second, and wakes a thread for
/// each that is due, which ten thousand connections with timers of their own make dear.
/// </summary>
public sealed class SharedTimers(TimeProvider clock)
{
    /// <summary>Into how many parts a time is divided at whose ends those who wait that long are woken.</summary>
    private const int Parts = 16;

    /// <summary>Timers take no longer times than some weeks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Dictionary<DateTime, Task> _due = [];

    /// <summary>Completes after this time, or up to a sixteenth of it later.</summary>
    public Task AfterAsync(TimeSpan time)
    {
        var part = Math.Max(1, time.Ticks / Parts);
        var end = clock.UtcNow().Ticks + time.Ticks;
        return AtAsync(new DateTime(((end / part) + 1) * part, DateTimeKind.Utc));
    }

    /// <summary>Completes at this time, at once if it is over. All who wait for the same time share a timer.</summary>
    public Task AtAsync(DateTime at)
    {
        if (at <= clock.UtcNow())
        {
            return Task.CompletedTask;
        }

        lock (_due)
        {
            if (!_due.TryGetValue(at, out var due))
            {
                _due.Add(at, due = WaitAsync(at));
            }

            return due;
        }
    }

    private async Task WaitAsync(DateTime at)
    {
        var left = at - clock.UtcNow();
        for (; left > LongestWait; left = at - clock.UtcNow())
        {
            await Task.Delay(LongestWait, clock);
        }

        // At least a millisecond: a shorter time would be over at once, and the timer would be removed before it is added.
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))), clock);
        lock (_due)
        {
            _due.Remove(at);
        }
    }
}
