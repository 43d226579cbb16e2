using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Shared;

/// <summary>Who is let in next.</summary>
public sealed class TurnQueueTests
{
    [Fact]
    public async Task They_are_let_in_in_the_order_in_which_they_came()
    {
        var queue = new TurnQueue(places: 1, placesOfOne: 1);
        var entered = new List<int>();
        var first = await queue.WaitAsync(null, default);
        var others = Enumerable.Range(0, 20).Select(EnterAsync).ToList();
        Assert.Empty(entered);
        first.Dispose();
        await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(0, 20), entered);

        async Task EnterAsync(int who)
        {
            using var turn = await queue.WaitAsync(null, default);
            entered.Add(who);
        }
    }

    [Fact]
    public async Task Who_waits_for_others_of_the_same_subject_holds_nobody_else_up_and_keeps_its_place()
    {
        var queue = new TurnQueue(places: 2, placesOfOne: 1);
        var one = await queue.WaitAsync("a", default);
        var again = queue.WaitAsync("a", default);
        var other = await queue.WaitAsync("b", default);
        var third = queue.WaitAsync("c", default);
        Assert.False(again.IsCompleted || third.IsCompleted);
        one.Dispose();
        (await again).Dispose();
        (await third).Dispose();
        other.Dispose();

        // All places are free again, and no more than all.
        var (x, y) = (await queue.WaitAsync("x", default), await queue.WaitAsync("y", default));
        var z = queue.WaitAsync("z", default);
        Assert.False(z.IsCompleted);
        x.Dispose();
        y.Dispose();
        (await z).Dispose();
    }

    [Fact]
    public async Task A_subject_with_many_callers_delays_another_one_by_one_caller()
    {
        var queue = new TurnQueue(places: 1, placesOfOne: 1, inRounds: true);
        var entered = new List<string>();
        var first = await queue.WaitAsync("x", default);
        string[] callers = ["a1", "a2", "a3", "a4", "b1", "b2", "c1"];
        var waiting = callers.Select(EnterAsync).ToList();
        first.Dispose();
        await Task.WhenAll(waiting);
        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3", "a4"], entered);

        async Task EnterAsync(string who)
        {
            using var turn = await queue.WaitAsync(who[..1], default);
            entered.Add(who);
        }
    }

    /// <summary>Two new subjects come whenever one is served.</summary>
    [Fact]
    public async Task A_caller_who_comes_again_waits_for_no_more_than_those_who_wait_already()
    {
        var queue = new TurnQueue(places: 1, placesOfOne: 1, inRounds: true);
        var turn = await queue.WaitAsync("again", default);
        var waiting = new List<Task<IDisposable>>();
        TwoCome();
        var again = queue.WaitAsync("again", default);
        waiting.Add(again);
        var served = 0;
        for (; !again.IsCompleted; served++)
        {
            Assert.True(served < 10, "New subjects are served first, without end.");
            TwoCome();
            turn.Dispose();
            var next = await Task.WhenAny(waiting);
            waiting.Remove(next);
            turn = await next;
        }

        Assert.Equal(3, served);

        void TwoCome()
        {
            for (var i = 0; i < 2; i++)
            {
                waiting.Add(queue.WaitAsync(Guid.NewGuid().ToString(), default));
            }
        }
    }

    /// <summary>A network whose callers gave up many times is not served later for it.</summary>
    [Fact]
    public async Task Who_gave_up_leaves_no_round_behind()
    {
        var queue = new TurnQueue(places: 1, placesOfOne: 1, inRounds: true);
        var turn = await queue.WaitAsync("b", default);
        var stays = queue.WaitAsync("a", default);
        using var goesAway = new CancellationTokenSource();
        var gone = Enumerable.Range(0, 100).Select(_ => queue.WaitAsync("a", goesAway.Token)).ToList();
        await goesAway.CancelAsync();
        foreach (var one in gone)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        Assert.Equal(1, queue.WaitingCount);
        var (again, other, second) = (queue.WaitAsync("a", default), queue.WaitAsync("b", default), queue.WaitAsync("b", default));
        turn.Dispose();
        (await stays).Dispose();
        (await other).Dispose();
        Assert.False(second.IsCompleted);
        (await again).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Who_gave_up_is_passed_over()
    {
        var queue = new TurnQueue(places: 1, placesOfOne: 1);
        using var goesAway = new CancellationTokenSource();
        var first = await queue.WaitAsync("a", default);
        var second = queue.WaitAsync("a", goesAway.Token);
        var third = queue.WaitAsync("a", default);
        await goesAway.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        var turn = await third;
        var fourth = queue.WaitAsync("b", default);
        Assert.False(fourth.IsCompleted);
        turn.Dispose();
        (await fourth).Dispose();
    }
}
