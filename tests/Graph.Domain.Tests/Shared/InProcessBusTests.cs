using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;

namespace Graph.Domain.Tests.Shared;

public sealed class InProcessBusTests
{
    private static readonly Topic News = Topic.WalletOf(new UserId(new Guid(1, 2, 3, new byte[8])));

    private static readonly Topic Other = new("other", Guid.Empty);

    [Fact]
    public async Task Any_number_of_hints_is_seen_as_one_and_none_as_none()
    {
        var bus = new InProcessBus();
        using var hints = bus.Listen(News);
        bus.Publish([News]);
        bus.Publish([News, Other]);
        await hints.WaitAsync(Timeout.InfiniteTimeSpan, default).WaitAsync(Patience.Long);
        Assert.False(hints.TryTake());

        // Who publishes has told all listeners when it returns.
        bus.Publish([Other]);
        Assert.False(hints.TryTake());
        var second = hints.WaitAsync(Timeout.InfiniteTimeSpan, default);
        bus.Publish([News]);
        await second.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task Topics_that_nobody_listens_to_are_forgotten_and_no_listener_is_lost_meanwhile()
    {
        var bus = new InProcessBus();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var hints = bus.Listen(News);
                bus.Publish([News]);
                await hints.WaitAsync(Timeout.InfiniteTimeSpan, default).WaitAsync(Patience.Long);
            }
        })));
        Assert.Equal(0, bus.TopicCount);
    }
}
