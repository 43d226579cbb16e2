using Graph.Api.Server;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Server;

/// <summary>When those who wait are woken, and how many timers that takes.</summary>
public sealed class SharedTimersTests
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(16);

    [Fact]
    public void A_time_is_over_when_it_was_long_enough_and_little_later()
    {
        var clock = new FakeTimeProvider();
        var timers = new SharedTimers(clock);
        for (var round = 0; round < 40; round++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(300));
            var due = timers.AfterAsync(Between);
            clock.Advance(Between - TimeSpan.FromTicks(1));
            Assert.False(due.IsCompleted, $"Round {round} came too early.");
            clock.Advance((Between / 16) + TimeSpan.FromMilliseconds(1));
            Assert.True(due.IsCompleted, $"Round {round} came too late.");
        }
    }

    [Fact]
    public void Connections_whose_time_is_near_share_a_timer()
    {
        var clock = new CountingClock();
        var timers = new SharedTimers(clock);
        var due = new List<Task>();
        for (var connection = 0; connection < 1000; connection++)
        {
            clock.Advance(Between / 1000);
            due.Add(timers.AfterAsync(Between));
        }

        Assert.InRange(clock.Timers, 16, 17);
        clock.Advance(Between * 2);
        Assert.All(due, time => Assert.True(time.IsCompletedSuccessfully));
        Assert.False(timers.AfterAsync(Between).IsCompleted);
    }

    [Fact]
    public void Who_waits_for_the_same_moment_shares_a_timer_and_one_that_is_over_takes_none()
    {
        var clock = new CountingClock();
        var timers = new SharedTimers(clock);
        var expires = clock.GetUtcNow().UtcDateTime.AddMinutes(15);
        var due = timers.AtAsync(expires);
        Assert.Same(due, timers.AtAsync(expires));
        Assert.Equal(1, clock.Timers);
        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.False(due.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(due.IsCompleted);
        Assert.True(timers.AtAsync(expires).IsCompleted);
        Assert.Equal(1, clock.Timers);
    }

    [Fact]
    public void A_time_that_is_too_long_for_one_timer_is_over_when_it_is_reached()
    {
        var clock = new FakeTimeProvider();
        var due = new SharedTimers(clock).AtAsync(clock.GetUtcNow().UtcDateTime.AddHours(24.5));
        clock.Advance(TimeSpan.FromHours(24));
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.False(due.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(due.IsCompleted);
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
