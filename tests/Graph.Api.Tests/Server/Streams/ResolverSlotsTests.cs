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
        var (one, two) = (await slots.TakeAsync(isStranger: false, isShared: false, default), await slots.TakeAsync(isStranger: false, isShared: false, default));
        var (third, fourth) = (slots.TakeAsync(isStranger: false, isShared: false, default), slots.TakeAsync(isStranger: false, isShared: false, default));
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
        using var slow = await slots.TakeAsync(isStranger: false, isShared: false, default);
        using var another = await slots.TakeAsync(isStranger: false, isShared: false, default);
        using var third = await slots.TakeAsync(isStranger: false, isShared: false, default).WaitAsync(Patience.Longer);
        using var fourth = await slots.TakeAsync(isStranger: false, isShared: false, default).WaitAsync(Patience.Longer);
    }

    [Fact]
    public async Task Slots_are_handed_out_in_order_and_not_to_those_who_do_not_wait_any_more()
    {
        var slots = new ResolverSlots(new GraphLimits { EventsAtOnce = 1, EventSlot = Patience.Longer });
        var first = await slots.TakeAsync(isStranger: false, isShared: false, default);
        using var gone = new CancellationTokenSource();
        var left = slots.TakeAsync(isStranger: false, isShared: false, gone.Token);
        var (second, third) = (slots.TakeAsync(isStranger: false, isShared: false, default), slots.TakeAsync(isStranger: false, isShared: false, default));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        first.Dispose();
        using (await second.WaitAsync(Patience.Longer))
        {
            Assert.False(third.IsCompleted);
        }

        using var last = await third.WaitAsync(Patience.Longer);
    }

    [Fact]
    public async Task Strangers_have_few_slots_of_their_own()
    {
        var slots = new ResolverSlots(new GraphLimits { EventsAtOnce = 2, AnonymousAtOnce = 1, EventSlot = Patience.Longer });
        using var one = await slots.TakeAsync(isStranger: true, isShared: false, default);
        var another = slots.TakeAsync(isStranger: true, isShared: false, default);
        using var user = await slots.TakeAsync(isStranger: false, isShared: false, default).WaitAsync(Patience.Longer);
        Assert.False(another.IsCompleted);
        one.Dispose();
        using var second = await another.WaitAsync(Patience.Longer);
    }
}
