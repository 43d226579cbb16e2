using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Server;

/// <summary>One operation of callers who are not signed in runs at a time; 40 of one network may run or wait.</summary>
public sealed class NarrowServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:AnonymousAtOnce"] = "1",
        ["Limits:AnonymousPerAddress"] = "40",
    };
}

public sealed class AnonymousQueueTests(NarrowServer server) : Scenario(server), IClassFixture<NarrowServer>
{
    private const string First = "203.0.113.7";
    private const string Second = "203.0.113.8";

    [Fact]
    public async Task One_network_gets_half_of_the_places_and_others_the_rest()
    {
        var queue = new AnonymousQueue(new GraphLimits { AnonymousAtOnce = 4, AnonymousWait = Patience.Longer }, TimeProvider.System);
        var (one, two) = (await queue.EnterAsync(First, default), await queue.EnterAsync(First, default));
        var third = queue.EnterAsync(First, default);
        using var other = await queue.EnterAsync(Second, default);
        Assert.False(third.IsCompleted);
        one.Dispose();
        one.Dispose();
        using var entered = await third.WaitAsync(Patience.Longer);
        var fourth = queue.EnterAsync(First, default);
        Assert.False(fourth.IsCompleted);
        two.Dispose();
        (await fourth.WaitAsync(Patience.Longer)).Dispose();
    }

    [Fact]
    public async Task Whoever_has_too_many_waiting_is_refused_at_once_and_may_come_back()
    {
        var queue = new AnonymousQueue(new GraphLimits { AnonymousAtOnce = 1, AnonymousPerAddress = 2, AnonymousWait = Patience.Longer }, TimeProvider.System);
        var first = await queue.EnterAsync("2001:db8::1", default);
        var waiting = queue.EnterAsync("2001:db8::2", default);
        var refused = await Assert.ThrowsAsync<GraphError>(() => queue.EnterAsync("2001:db8::3", default));
        Assert.Equal((ErrorCodes.RateLimited, 1), (refused.Code, refused.Extensions!["retryAfter"]));
        var other = queue.EnterAsync("2001:db8:0:1::1", default);
        first.Dispose();
        (await waiting.WaitAsync(Patience.Longer)).Dispose();
        (await other.WaitAsync(Patience.Longer)).Dispose();
        (await queue.EnterAsync("2001:db8::3", default).WaitAsync(Patience.Longer)).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_is_refused_and_who_leaves_is_forgotten()
    {
        var queue = new AnonymousQueue(new GraphLimits { AnonymousAtOnce = 1, AnonymousPerAddress = 2, AnonymousWait = TimeSpan.FromMilliseconds(1) }, new FakeTimeProvider());
        using (await queue.EnterAsync(First, default))
        {
            Assert.Equal(ErrorCodes.RateLimited, (await Assert.ThrowsAsync<GraphError>(() => queue.EnterAsync(First, default))).Code);
            using var gone = new CancellationTokenSource();
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.EnterAsync(First, gone.Token));
        }

        (await queue.EnterAsync(First, default)).Dispose();
    }

    [Fact]
    public async Task The_place_of_an_operation_that_took_long_rests_for_as_long_again()
    {
        var clock = new FakeTimeProvider();
        var queue = new AnonymousQueue(new GraphLimits { AnonymousAtOnce = 1, AnonymousWait = Patience.Longer }, clock);
        var quick = await queue.EnterAsync(First, default);
        clock.Advance(TimeSpan.FromMilliseconds(4));
        quick.Dispose();
        var slow = queue.EnterAsync(First, default);
        Assert.True(slow.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(30));
        (await slow).Dispose();
        var next = queue.EnterAsync(First, default);
        clock.Advance(TimeSpan.FromMilliseconds(29));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        (await next.WaitAsync(Patience.Longer)).Dispose();
    }

    [Fact]
    public async Task Strangers_wait_for_each_other_and_those_who_are_signed_in_do_not()
    {
        var person = await server.PersonAsync();
        List<Task<Reply>> strangers;
        using (await server.Services.GetRequiredService<AnonymousQueue>().EnterAsync(First, default))
        {
            strangers = [.. Enumerable.Range(0, 30).Select(_ => server.Client().AskAsync("{ deals { nodes { id } } }"))];
            Assert.NotNull((await person.DataAsync("{ viewer { id } }"))["viewer"]);
            Assert.All(strangers, stranger => Assert.False(stranger.IsCompleted));
        }

        Assert.All(await Task.WhenAll(strangers), reply => Assert.Null(reply.Errors));
    }
}
