using Graph.Api.Server;
using Graph.Api.Server.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>When connections are pinged, and how many timers that takes.</summary>
public sealed class PingTimesTests
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(16);

    [Fact]
    public void A_ping_is_due_after_its_time_and_little_later()
    {
        var clock = new FakeTimeProvider();
        var pings = new PingTimes(new GraphLimits { SocketPing = Between }, clock);
        for (var round = 0; round < 40; round++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(300));
            var due = pings.NextAsync();
            clock.Advance(Between - TimeSpan.FromTicks(1));
            Assert.False(due.IsCompleted, $"Round {round} came too early.");
            clock.Advance((Between / 16) + TimeSpan.FromTicks(1));
            Assert.True(due.IsCompleted, $"Round {round} came too late.");
        }
    }

    [Fact]
    public void Connections_whose_time_is_near_share_a_timer()
    {
        var clock = new CountingClock();
        var pings = new PingTimes(new GraphLimits { SocketPing = Between }, clock);
        var due = new List<Task>();
        for (var connection = 0; connection < 1000; connection++)
        {
            clock.Advance(Between / 1000);
            due.Add(pings.NextAsync());
        }

        Assert.InRange(clock.Timers, 16, 17);
        clock.Advance(Between * 2);
        Assert.All(due, ping => Assert.True(ping.IsCompletedSuccessfully));
        Assert.False(pings.NextAsync().IsCompleted);
    }

    private sealed class CountingClock : FakeTimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
