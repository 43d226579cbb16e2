using CsCheck;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities.Investing;

/// <summary>What institutions see of the communities with which people invest, beside all that a day moved.</summary>
public sealed class CommunityInflowTests
{
    private sealed record Order(int Person, int Community, int Amount);

    private static readonly Gen<List<Order>> Orders = Gen.Select(Gen.Int[0, 25], Gen.Int[-1, 2], Gen.Int[1, 9], (person, community, amount) =>
        new Order(person, community, amount)).List[0, 60];

    /// <summary>
    /// Whoever takes what is shown of communities from the whole of a day is left with nothing, or with what five persons moved, none of
    /// them more than half.
    /// </summary>
    [Fact]
    public void What_is_left_of_a_day_tells_of_nobody()
    {
        var (shown, hidden) = (0, 0);
        Orders.Sample(orders =>
        {
            var whole = FlowOf(orders);
            if (!whole.IsShown)
            {
                return;
            }

            var parts = orders.GroupBy(order => order.Community).Select(PartOf).Where(part => part.Persons >= 5).ToList();
            var beside = CommunityInflows.ShownBeside(whole, parts);
            Interlocked.Add(ref shown, beside.Count);
            Interlocked.Add(ref hidden, parts.Count(part => part is { Community: not null, IsShown: true }) - beside.Count);
            Assert.All(beside, part => Assert.True(part.IsShown));
            var names = beside.Select(part => part.Community!.Value.Value).ToHashSet();
            var left = orders.Where(order => order.Community < 0 || !names.Contains(IdOf(order.Community).Value)).ToList();
            Assert.True(beside.Count == 0 || left.Count == 0 || FlowOf(left).IsShown, $"{left.Count} orders are left beside {beside.Count} communities");
        }, iter: 20_000);
        Assert.True(shown > 1_000 && hidden > 100, $"{shown} communities were shown, {hidden} hidden");
    }

    [Fact]
    public void The_smallest_community_hides_those_who_would_be_left()
    {
        var whole = new Flow { Amount = 210, Orders = 21, Persons = 21, Largest = 10 };
        var (large, small) = (Part(0, 100, 10), Part(1, 70, 7));
        Assert.Equal([large], CommunityInflows.ShownBeside(whole, [small, large]));
        Assert.Equal([large, small], CommunityInflows.ShownBeside(whole, [small, large, Part(null, 40, 5, largest: 10)]));
        Assert.Equal([large, small], CommunityInflows.ShownBeside(new Flow { Amount = 170, Orders = 17, Persons = 17, Largest = 10 }, [small, large]));
        Assert.Empty(CommunityInflows.ShownBeside(new Flow { Amount = 110, Orders = 11, Persons = 11, Largest = 10 }, [large]));

        // Five are left, and one of them moved most of it.
        Assert.Empty(CommunityInflows.ShownBeside(new Flow { Amount = 160, Orders = 15, Persons = 15, Largest = 56 }, [large, Part(null, 60, 5, largest: 56)]));
    }

    [Fact]
    public Task Orders_count_for_the_community_that_they_named() => Circle.WithAsync(async (database, circle) =>
    {
        var members = new List<UserId>();
        for (var i = 0; i < 12; i++)
        {
            members.Add(await circle.Investors.PersonAsync(2_000));
            await circle.Town.JoinAsync(members[i], circle.Community);
        }

        var unnamed = await circle.FoundAsync(circle.Fund);
        await circle.Town.JoinAsync(members[0], unnamed);
        foreach (var member in members.Take(6))
        {
            await circle.BuyWithAsync(member, circle.Community);
        }

        await circle.BuyWithAsync(members[0], unnamed);
        foreach (var member in members.Skip(6))
        {
            await circle.BuyAsync(member, 2);
        }

        var cancelled = await circle.BuyWithAsync(members[11], circle.Community);
        await circle.Investors.CancelAsync(members[11], cancelled);
        await circle.PassAsync();
        var parts = await ReadAsync();
        Assert.Equal(
            [(null, 12_00L, 6, 6), (circle.Community, 6_00L, 6, 6)],
            parts.OrderByDescending(part => part.Amount).Select(part => (part.Community, part.Amount, part.Orders, part.Persons)));
        var whole = Assert.Single(await circle.Town.ReadAsync(db => FundFlows.ReadAsync(
            db, [circle.Investors.Institution], Circle.Monday, Circle.Monday, database.Clock.UtcNow(), default)));
        Assert.Equal((19_00L, 13, 12), (whole.Amount, whole.Orders, whole.Persons));
        Assert.Equal(circle.Community, Assert.Single(CommunityInflows.ShownBeside(whole, parts)).Community);

        // Who holds with a community is who invested with it, and not who is a member: else a new member would show.
        Assert.Equal(6, await HoldersAsync());
        await circle.Town.Memberships.LeaveAsync(members[1], circle.Community);
        Assert.Equal(6, await HoldersAsync());
        await database.JoinAsync(members[5], members[4]);
        Assert.Equal(5, await HoldersAsync());
        await circle.Investors.RedeemAsync(members[2], circle.Fund);
        await circle.PassAsync();
        Assert.Equal(4, await HoldersAsync());
        await circle.BuyWithAsync(members[11], circle.Community);
        Assert.Equal(4, await HoldersAsync());

        Task<List<CommunityFlow>> ReadAsync() => circle.Town.ReadAsync(db => CommunityInflows.ReadAsync(
            db, [circle.Investors.Institution], Circle.Monday, Circle.Monday, database.Clock.UtcNow(), default));

        Task<long> HoldersAsync() => circle.Town.ReadAsync(async db =>
            (await CommunityHolderCounts.CountAsync(db, circle.Investors.Institution, default))[circle.Community]);
    });

    private static Flow FlowOf(IReadOnlyCollection<Order> orders)
    {
        var sums = orders.GroupBy(order => order.Person).Select(person => (long)person.Sum(order => order.Amount)).ToList();
        return new Flow { Amount = sums.Sum(), Orders = orders.Count, Persons = sums.Count, Largest = sums.DefaultIfEmpty().Max() };
    }

    private static CommunityFlow PartOf(IGrouping<int, Order> orders)
    {
        var flow = FlowOf([.. orders]);
        return Part(orders.Key < 0 ? null : orders.Key, flow.Amount, flow.Persons, flow.Orders, flow.Largest);
    }

    private static CommunityFlow Part(int? community, long amount, int persons, int? orders = null, long largest = 10) => new()
    {
        Institution = default,
        Fund = default,
        Day = default,
        Community = community is { } number ? IdOf(number) : null,
        Amount = amount,
        Orders = orders ?? persons,
        Persons = persons,
        Largest = largest,
    };

    private static CommunityId IdOf(int number) => new(new Guid(number + 1, 0, 0, new byte[8]));
}
