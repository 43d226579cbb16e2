namespace Graph.Api.Server.Streams;

/// <summary>
/// Says when a connection has to be pinged again. Connections whose time comes at about the same moment share one timer: with a timer
/// each, ten thousand connections wake a thread for every ping.
/// </summary>
public sealed class PingTimes(GraphLimits limits, TimeProvider clock)
{
    /// <summary>How many moments there are between two pings of a connection.</summary>
    private const int Moments = 16;

    private readonly Dictionary<long, Task> _due = [];
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Completes after the time between two pings, or up to a sixteenth of it later.</summary>
    public Task NextAsync()
    {
        var between = Math.Max(1, limits.SocketPing.Ticks / Moments);
        var now = clock.GetElapsedTime(_start).Ticks;
        var moment = ((now + limits.SocketPing.Ticks) / between) + 1;
        lock (_due)
        {
            if (!_due.TryGetValue(moment, out var due))
            {
                _due.Add(moment, due = WaitAsync(moment, TimeSpan.FromTicks((moment * between) - now)));
            }

            return due;
        }
    }

    private async Task WaitAsync(long moment, TimeSpan time)
    {
        await Task.Delay(time, clock);
        lock (_due)
        {
            _due.Remove(moment);
        }
    }
}
