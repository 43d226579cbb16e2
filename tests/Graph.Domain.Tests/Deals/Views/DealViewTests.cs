using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Views;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graph.Domain.Tests.Deals.Views;

/// <summary>Views are counted once for each viewer and day, and wait in memory until they are written.</summary>
public sealed class DealViewTests
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task A_deal_counts_once_for_a_viewer_and_a_day_in_Shanghai()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (deal, viewer, views) = (await market.SellAsync(), await database.PersonAsync(), database.Get<DealViews>());
        Assert.Equal(1, await views.RecordAsync(viewer, Address, [deal, deal, new DealId(Guid.NewGuid())]));
        Assert.Equal(1, await views.RecordAsync(viewer, "203.0.113.8", [deal]));
        Assert.Equal(1, await views.RecordAsync(null, Address, [deal]));
        Assert.Equal(1, await views.RecordAsync(null, "203.0.113.8", [deal]));
        Assert.Equal(0, await views.RecordAsync(market.Owner, Address, [deal]));
        Assert.Equal(0, (await InsightsAsync(market)).Total.Views);
        await database.Get<DealViewWriter>().WriteAsync();
        Assert.Equal(3, (await InsightsAsync(market)).Total.Views);

        // What was written is known too, until the day in Shanghai is over: it is noon there.
        Assert.Equal(1, await views.RecordAsync(viewer, Address, [deal]));
        database.Clock.Advance(TimeSpan.FromHours(11.9));
        Assert.Equal(1, await views.RecordAsync(null, Address, [deal]));
        database.Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(1, await views.RecordAsync(viewer, Address, [deal]));
        await database.Get<DealViewWriter>().WriteAsync();
        Assert.Equal([3, 1], (await InsightsAsync(market)).ByDay.Select(day => day.Counted.Views));
    }

    [Fact]
    public async Task Nodes_that_get_the_same_view_count_it_once_together()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var deals = new List<DealId>();
        for (var i = 0; i < 3; i++)
        {
            deals.Add(await market.SellAsync());
        }

        var viewers = new List<UserId?> { null };
        for (var i = 0; i < 20; i++)
        {
            viewers.Add(new UserId(Guid.NewGuid()));
        }

        var nodes = Enumerable.Range(0, 4).Select(_ => Node(database)).ToList();
        foreach (var (views, _) in nodes)
        {
            foreach (var viewer in viewers)
            {
                Assert.Equal(3, await views.RecordAsync(viewer, Address, deals));
            }
        }

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Writer.WriteAsync())));
        Assert.Equal(viewers.Count * deals.Count, (await InsightsAsync(market)).Total.Views);
        Assert.All((await InsightsAsync(market)).ByDeal, deal => Assert.Equal(viewers.Count, deal.Counted.Views));
    }

    [Fact]
    public async Task Rows_of_past_days_are_swept_and_what_was_counted_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (deal, views, writer) = (await market.SellAsync(), database.Get<DealViews>(), database.Get<DealViewWriter>());
        foreach (var address in Enumerable.Range(1, 3))
        {
            await views.RecordAsync(null, $"203.0.113.{address}", [deal]);
        }

        await writer.WriteAsync();
        database.Clock.Advance(TimeSpan.FromDays(1));
        await views.RecordAsync(null, Address, [deal]);
        await writer.WriteAsync();
        await writer.SweepAsync();
        Assert.Equal(4, await RowsAsync());
        database.Clock.Advance(TimeSpan.FromDays(1));
        await writer.SweepAsync();
        Assert.Equal(1, await RowsAsync());
        Assert.Equal(4, (await InsightsAsync(market)).Total.Views);

        Task<int> RowsAsync() => database.Units.ReadAsync(db => db.Set<DealView>().CountAsync());
    }

    [Fact]
    public async Task An_address_may_send_so_many_and_no_more_in_a_minute()
    {
        await using var database = await TestDatabase.CreateAsync(
            services => services.AddSingleton(new ViewLimits { PerAddress = 4 }));
        var market = await Market.OpenAsync(database);
        var (deal, views) = (await market.SellAsync(), database.Get<DealViews>());
        const string home = "2001:db8:1:2:3:4:5:6";
        await views.RecordAsync(null, home, [deal, deal, deal]);
        await views.RecordAsync(null, "2001:db8:1:2:ffff::1", [deal]);
        var refused = await Assert.ThrowsAsync<DomainException>(() => views.RecordAsync(null, home, [deal]));
        Assert.Equal(60, Assert.IsType<TooManyAttemptsError>(Assert.Single(refused.Errors)).RetryAfterSeconds);
        Assert.Equal(1, await views.RecordAsync(null, "2001:db8:1:3::1", [deal]));
        Assert.Equal(1, await views.RecordAsync(null, "::ffff:203.0.113.7", [deal]));
        Assert.Equal(1, await views.RecordAsync(null, Address, [deal]));
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await views.RecordAsync(null, home, [deal]));
    }

    [Fact]
    public async Task What_waits_in_memory_is_bounded()
    {
        await using var database = await TestDatabase.CreateAsync(
            services => services.AddSingleton(new ViewLimits { MaxWaiting = 2 }));
        var market = await Market.OpenAsync(database);
        var (deal, other, views) = (await market.SellAsync(), await market.SellAsync(), database.Get<DealViews>());
        Assert.Equal(2, await views.RecordAsync(null, Address, [deal, other]));
        await views.RecordAsync(null, "203.0.113.8", [deal]);
        await database.Get<DealViewWriter>().WriteAsync();
        Assert.Equal(2, (await InsightsAsync(market)).Total.Views);
        await views.RecordAsync(null, "203.0.113.8", [deal]);
        await database.Get<DealViewWriter>().WriteAsync();
        Assert.Equal(3, (await InsightsAsync(market)).Total.Views);
    }

    [Fact]
    public async Task Nobody_learns_from_the_answer_what_others_behind_the_address_looked_at()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (seen, unseen, views) = (await market.SellAsync(), await market.SellAsync(), database.Get<DealViews>());
        await views.RecordAsync(null, Address, [seen]);
        foreach (var isWritten in new[] { false, true })
        {
            if (isWritten)
            {
                await database.Get<DealViewWriter>().WriteAsync();
            }

            Assert.Equal(1, await views.RecordAsync(null, Address, [seen]));
            Assert.Equal(2, await views.RecordAsync(null, Address, [seen, unseen, new DealId(Guid.NewGuid())]));
        }
    }

    [Fact]
    public async Task A_node_that_stops_writes_what_waits()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var deal = await market.SellAsync();
        var (views, writer) = Node(database);
        await writer.StartAsync(default);
        await views.RecordAsync(null, Address, [deal]);
        await writer.StopAsync(default);
        Assert.Equal(1, (await InsightsAsync(market)).Total.Views);
    }

    /// <summary>A node over the same database, with a memory of its own.</summary>
    private static (DealViews Views, DealViewWriter Writer) Node(TestDatabase database)
    {
        var views = new DealViews(database.Units, database.Get<KeyedHash>(), database.Clock, new ViewLimits());
        return (views, new DealViewWriter(views, database.Units, database.Clock, NullLogger<DealViewWriter>.Instance));
    }

    private static Task<Insights> InsightsAsync(Market market) => market.Database.Units.ReadAsync(db => Insights.OfAsync(
        db, market.Merchant, new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 1), default));
}
