using Graph.Api.Server;
using Graph.Api.Server.Streams;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>Few events of all streams are resolved at once, and a slow one does not hold up the others.</summary>
public sealed class ResolverSlotsTests
{
    [Fact]
    public async Task An_event_waits_until_another_is_resolved()
    {
        var slots = new ResolverSlots(new GraphLimits { EventsAtOnce = 2, EventSlot = Patience.Longer });
        var (one, two) = (await slots.TakeAsync(default), await slots.TakeAsync(default));
        var (third, fourth) = (slots.TakeAsync(default), slots.TakeAsync(default));
        Assert.False(third.IsCompleted);

        // A slot comes back once, however often it is given back.
        one.Dispose();
        one.Dispose();
        using var taken = await third.WaitAsync(Patience.Longer);
        Assert.False(fourth.IsCompleted);
        two.Dispose();
        using var last = await fourth.WaitAsync(Patience.Longer);
    }

    [Fact]
    public async Task An_event_that_takes_long_gives_way_to_those_that_wait()
    {
        var slots = new ResolverSlots(new GraphLimits { EventsAtOnce = 2, EventSlot = TimeSpan.FromMilliseconds(20) });
        using var slow = await slots.TakeAsync(default);
        using var another = await slots.TakeAsync(default);
        using var third = await slots.TakeAsync(default).WaitAsync(Patience.Longer);
        using var fourth = await slots.TakeAsync(default).WaitAsync(Patience.Longer);
    }
}
