using Graph.Domain.Feed;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>Who may see that somebody invested: what is hidden is hidden at once, and what is shown is shown when it is true.</summary>
public sealed class HoldingVisibilityTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public Task A_subscription_lets_it_be_seen_when_it_is_settled() => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        await SubscribeAsync(database, person, fund, null);
        await SettleAsync(investors, fund, Monday);
        Assert.False(await IsShownAsync(database, person));
        await SubscribeAsync(database, person, fund, Visibility.Friends);
        Assert.False(await IsShownAsync(database, person));
        await SettleAsync(investors, fund, Monday.AddDays(1));
        Assert.True(await IsShownAsync(database, person));
    });

    [Fact]
    public Task A_subscription_hides_it_when_it_is_placed() => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        await SubscribeAsync(database, person, fund, Visibility.Public);
        await SettleAsync(investors, fund, Monday);
        Assert.True(await IsShownAsync(database, person));
        await SubscribeAsync(database, person, fund, Visibility.Parties);
        Assert.False(await IsShownAsync(database, person));
        await SettleAsync(investors, fund, Monday.AddDays(1));
        Assert.False(await IsShownAsync(database, person));
    });

    [Theory]
    [InlineData(Visibility.Friends, Visibility.Parties)]
    [InlineData(Visibility.Parties, Visibility.Public)]
    public Task A_cancelled_order_changes_nothing(Visibility before, Visibility cancelled) => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        await SubscribeAsync(database, person, fund, before);
        await SettleAsync(investors, fund, Monday);
        var order = await SubscribeAsync(database, person, fund, cancelled);
        await investors.CancelAsync(person, order);
        Assert.Equal(before != Visibility.Parties, await IsShownAsync(database, person));

        // Nor does one that cancels itself, because its day has no value.
        await SubscribeAsync(database, person, fund, cancelled);
        investors.At(Monday.AddDays(20));
        await investors.WorkAsync();
        Assert.Equal(before != Visibility.Parties, await IsShownAsync(database, person));
        Assert.Equal(before, (await investors.HoldingAsync(person, fund))!.Visibility);
    });

    [Fact]
    public Task The_order_that_was_placed_last_counts_whichever_is_settled_first() => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        var first = await SubscribeAsync(database, person, fund, Visibility.Parties);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        var last = await SubscribeAsync(database, person, fund, Visibility.Friends);
        investors.At(Monday, 16);
        await investors.PublishAsync(fund, Monday, 1, 0);
        database.Clock.Advance(TimeSpan.FromHours(1));
        await investors.WorkAsync();
        investors.At(Monday.AddDays(1), 8);
        await database.Get<FundSettlements>().MeetAsync(last, default);
        Assert.False(await IsShownAsync(database, person));
        await database.Get<FundSettlements>().MeetAsync(first, default);
        Assert.True(await IsShownAsync(database, person));
    });

    [Theory]
    [InlineData(Visibility.Friends, Visibility.Parties, true, 0)]
    [InlineData(Visibility.Friends, Visibility.Parties, false, 0)]
    [InlineData(Visibility.Parties, Visibility.Friends, true, 1)]
    [InlineData(Visibility.Parties, Visibility.Friends, false, 1)]
    [InlineData(Visibility.Public, Visibility.Friends, true, 2)]
    [InlineData(Visibility.Public, Visibility.Friends, false, 2)]
    public Task A_line_of_the_feed_says_no_more_than_the_order_that_was_placed_last(
        Visibility first, Visibility last, bool isFirstSettledFirst, int linesForFriends) => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        var (one, other) = await TwoPricedAsync(database, investors, fund, person, first, last);
        var settlements = database.Get<FundSettlements>();
        await settlements.MeetAsync(isFirstSettledFirst ? one : other, default);
        await settlements.MeetAsync(isFirstSettledFirst ? other : one, default);
        Assert.Equal(linesForFriends, await LinesAsync(database, Visibility.Friends));
        Assert.Equal(0, await LinesAsync(database, Visibility.Public));
        Assert.Equal(last != Visibility.Parties, await IsShownAsync(database, person));

        // What was hidden by the later order, the owner can show.
        await database.Get<HoldingVisibility>().SetAsync(person, (await investors.HoldingAsync(person, fund))!.Id, Visibility.Friends);
        Assert.Equal(Math.Max(1, linesForFriends), await LinesAsync(database, Visibility.Friends));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Hiding_a_holding_counts_for_orders_that_settle_later(bool isFirstSettledFirst) => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        var (one, other) = await TwoPricedAsync(database, investors, fund, person, Visibility.Friends, Visibility.Public);
        var settlements = database.Get<FundSettlements>();
        await settlements.MeetAsync(isFirstSettledFirst ? one : other, default);
        await database.Get<HoldingVisibility>().SetAsync(person, (await investors.HoldingAsync(person, fund))!.Id, Visibility.Parties);
        await settlements.MeetAsync(isFirstSettledFirst ? other : one, default);
        Assert.False(await IsShownAsync(database, person));
        Assert.Equal((0, 0), (await LinesAsync(database, Visibility.Friends), await LinesAsync(database, Visibility.Public)));
    });

    [Fact]
    public Task A_standing_order_shows_nothing_and_hides_nothing() => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync(100));
        await investors.SetPlanAsync(person, fund, 10, day: 24);
        await investors.NightAsync(Monday.AddDays(1));
        investors.At(Monday.AddDays(1), 16);
        await investors.PublishAsync(fund, Monday, 1, 0);
        await SettleAsync(investors, fund, Monday.AddDays(1));
        Assert.Equal(10_0000, (await investors.HoldingAsync(person, fund))!.Units);
        Assert.False(await IsShownAsync(database, person));
        await SubscribeAsync(database, person, fund, Visibility.Friends);
        await SettleAsync(investors, fund, Monday.AddDays(2));
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.NightAsync(Monday.AddDays(4));
        Assert.Equal(2, (await investors.NightsAsync(person)).Count);
        Assert.True(await IsShownAsync(database, person));
    });

    [Fact]
    public Task It_can_be_taken_back_without_an_order_also_in_feeds_and_for_open_orders() => WithAsync(async (database, investors) =>
    {
        var (fund, person, other) = (await investors.FundAsync(), await investors.PersonAsync(100), await investors.PersonAsync(100));
        foreach (var one in new[] { person, other })
        {
            await SubscribeAsync(database, one, fund, Visibility.Friends);
        }

        await SettleAsync(investors, fund, Monday);
        Assert.Equal(2, await LinesAsync(database, Visibility.Friends));
        await SubscribeAsync(database, person, fund, Visibility.Friends);
        var holding = (await investors.HoldingAsync(person, fund))!.Id;
        await database.Get<HoldingVisibility>().SetAsync(person, holding, Visibility.Parties);
        Assert.False(await IsShownAsync(database, person));
        Assert.True(await IsShownAsync(database, other));
        Assert.Equal(1, await LinesAsync(database, Visibility.Friends));

        // What was ordered before is settled, and says nothing else.
        await SettleAsync(investors, fund, Monday.AddDays(1));
        Assert.False(await IsShownAsync(database, person));
        Assert.Equal((1, 1), (await LinesAsync(database, Visibility.Friends), await LinesAsync(database, Visibility.Parties)));

        // An order that hides does so until its owner says something else.
        await SubscribeAsync(database, person, fund, Visibility.Parties);
        await database.Get<HoldingVisibility>().SetAsync(person, holding, Visibility.Public);
        Assert.True(await IsShownAsync(database, person));
        var refusal = await Assert.ThrowsAsync<DomainException>(() => database.Get<HoldingVisibility>().SetAsync(other, holding, Visibility.Parties));
        Assert.IsType<NotFoundError>(refusal.Errors[0]);
        Assert.True(await IsShownAsync(database, person));
    });

    /// <summary>Places two orders of one day, and lets them be priced, so that they can be settled in any sequence.</summary>
    private static async Task<(FundOrderId First, FundOrderId Last)> TwoPricedAsync(
        TestDatabase database, Investors investors, FundId fund, UserId person, Visibility first, Visibility last)
    {
        var one = await SubscribeAsync(database, person, fund, first);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        var other = await SubscribeAsync(database, person, fund, last);
        investors.At(Monday, 16);
        await investors.PublishAsync(fund, Monday, 1, 0);
        database.Clock.Advance(TimeSpan.FromHours(1));
        await investors.WorkAsync();
        investors.At(Monday.AddDays(1), 8);
        return (one, other);
    }

    private static async Task<FundOrderId> SubscribeAsync(TestDatabase database, UserId person, FundId fund, Visibility? visibility) =>
        (await database.Get<Subscriptions>().SubscribeAsync(
            new Subscription(person, database.Clock.NewGuid(), fund, Money.Yuan(10)) { Visibility = visibility }, new(null, null), default)).Value;

    /// <summary>Publishes a day, and settles its orders on the next.</summary>
    private static async Task SettleAsync(Investors investors, FundId fund, DateOnly day)
    {
        investors.At(day, 20);
        await investors.PublishAsync(fund, day, 1, 0);
        investors.At(day.AddDays(1), 8);
        await investors.WorkAsync();
    }

    private static Task<bool> IsShownAsync(TestDatabase database, UserId person) => database.Units.ReadAsync(db =>
        db.Set<Holding>().Where(h => h.UserId == person && h.Units > 0).Where(HoldingVisibility.IsShown(db)).AnyAsync());

    private static Task<int> LinesAsync(TestDatabase database, Visibility visibility) =>
        database.Units.ReadAsync(db => db.Set<Activity>().CountAsync(a =>
            a.Kind == ActivityKind.Invested && a.Visibility == visibility && !a.IsWithdrawn));

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> act)
    {
        await using var database = await TestDatabase.CreateAsync();
        await act(database, await new Investors(database).OpenAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
