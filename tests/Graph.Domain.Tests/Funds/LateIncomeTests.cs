using Graph.Domain.Feed;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>Whoever redeems all units keeps none, although income is credited after the order.</summary>
public sealed class LateIncomeTests
{
    private static readonly DateOnly Thursday = new(2026, 11, 26);
    private static readonly DateOnly Friday = Thursday.AddDays(1);
    private static readonly DateOnly Monday = Thursday.AddDays(4);

    /// <summary>In yuan for 10,000 units a day.</summary>
    private const decimal Income = 0.5m;

    [Theory]
    [InlineData(5_000, 5_000_75, 2)]
    [InlineData(50, 50_00, 1)] // 0.0025 units of income a day: two days are worth less than a fen
    public Task Income_of_a_weekend_follows_in_an_order_of_its_own(long yuan, long paid, int notices) => WithAsync(yuan, async (database, investors, fund, person) =>
    {
        var first = await investors.RedeemAsync(person, fund);
        await PublishAsync(investors, fund, Friday);
        await StartAsync(investors, Monday);
        Assert.Equal(0, (await investors.HoldingAsync(person, fund))!.Units);

        // The institution publishes the weekend late, when the order was settled.
        await PublishAsync(investors, fund, Friday.AddDays(1), on: Monday);
        await PublishAsync(investors, fund, Friday.AddDays(2), on: Monday);
        var orders = await OrdersAsync(database, person);
        Assert.Equal([true, true], orders.ConvertAll(order => order.TakesAll));
        Assert.Equal((first, FundOrderStatus.Ordered), (orders[0].Id, orders[1].Status));
        await PublishAsync(investors, fund, Monday);
        await StartAsync(investors, Monday.AddDays(1));
        await PublishAsync(investors, fund, Monday.AddDays(1));
        await StartAsync(investors, Monday.AddDays(2));
        var holding = (await investors.HoldingAsync(person, fund))!;
        Assert.Equal((0, 0), (holding.Units, holding.Locked));
        Assert.All(await OrdersAsync(database, person), order => Assert.Equal(FundOrderStatus.Settled, order.Status));

        Assert.Equal(paid, await investors.WalletAsync(person));
        var told = await database.Units.ReadAsync(db => db.Set<Notification>()
            .CountAsync(n => n.RecipientId == person && n.Kind == NotificationKind.FundOrderSettled));
        Assert.Equal(1 + notices, told);
    });

    [Fact]
    public Task Somebody_who_cancels_keeps_the_units() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        await investors.RedeemAsync(person, fund);
        await PublishAsync(investors, fund, Friday);
        await StartAsync(investors, Monday);
        await PublishAsync(investors, fund, Friday.AddDays(1), on: Monday);
        await investors.CancelAsync(person, (await OrdersAsync(database, person))[1].Id);
        await PublishAsync(investors, fund, Friday.AddDays(2), on: Monday);
        Assert.Equal(
            [FundOrderStatus.Settled, FundOrderStatus.Cancelled], (await OrdersAsync(database, person)).ConvertAll(order => order.Status));
        Assert.Equal(2 * 2500, (await investors.HoldingAsync(person, fund))!.Free);
    });

    [Fact]
    public Task Somebody_who_takes_a_smaller_redemption_back_keeps_its_units() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        var part = await investors.RedeemAsync(person, fund, 100_00);
        await investors.RedeemAsync(person, fund);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await investors.CancelAsync(person, part);
        var kept = (await investors.HoldingAsync(person, fund))!.Free;
        Assert.Equal(100_0000, kept);
        await PublishAsync(investors, fund, Friday);
        await PublishAsync(investors, fund, Friday.AddDays(1), on: Monday);
        Assert.True((await investors.HoldingAsync(person, fund))!.Free >= kept);
    });

    [Fact]
    public Task A_smaller_redemption_in_between_changes_nothing() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        // After the cut-off it trades on Monday, and Friday's income is free on Saturday.
        investors.At(Friday, 16);
        await investors.RedeemAsync(person, fund);
        await PublishAsync(investors, fund, Friday);
        investors.At(Friday.AddDays(1), 10);
        await investors.RedeemAsync(person, fund, 10);
        await PublishAsync(investors, fund, Friday.AddDays(1));
        await PublishAsync(investors, fund, Friday.AddDays(2));
        await PublishAsync(investors, fund, Monday);
        await StartAsync(investors, Monday.AddDays(1));
        await PublishAsync(investors, fund, Monday.AddDays(1));
        await StartAsync(investors, Monday.AddDays(2));
        Assert.Equal(0, (await investors.HoldingAsync(person, fund))!.Units);
    });

    [Fact]
    public Task Income_stays_with_somebody_who_invests_again() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        await investors.TopUpAsync(person, 100);
        await investors.RedeemAsync(person, fund);
        await investors.SubscribeAsync(person, fund, 100_00);
        await PublishAsync(investors, fund, Friday);
        await StartAsync(investors, Monday);
        await PublishAsync(investors, fund, Friday.AddDays(1), on: Monday);
        await PublishAsync(investors, fund, Friday.AddDays(2), on: Monday);
        Assert.Single(await OrdersAsync(database, person));
        Assert.Equal(100_0000 + (3 * 2500), (await investors.HoldingAsync(person, fund))!.Units);
    });

    [Fact]
    public Task Income_follows_units_that_were_paid_at_once() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        await investors.AdvanceAsync(fund, 10_000);
        investors.At(Friday.AddDays(1), 9);
        await investors.RedeemAsync(person, fund, speed: RedemptionSpeed.Instant);

        // Friday, the first day of these units, is published on Saturday.
        await PublishAsync(investors, fund, Friday, on: Friday.AddDays(1));
        var orders = await OrdersAsync(database, person);
        Assert.Equal([(RedemptionSpeed.Instant, 5_000_0000L), (RedemptionSpeed.NextDay, 2500L)], orders.ConvertAll(o => (o.Speed, o.OrderedUnits!.Value)));
        await PublishAsync(investors, fund, Friday.AddDays(1));
        await PublishAsync(investors, fund, Friday.AddDays(2));
        await PublishAsync(investors, fund, Monday);
        await StartAsync(investors, Monday.AddDays(1));
        Assert.Equal((5_000_25, 0), (await investors.WalletAsync(person), (await investors.HoldingAsync(person, fund))!.Units));
    });

    [Fact]
    public Task The_bank_gets_the_money_for_income_that_comes_after_it_gave_its_units_back() => WithAsync(5_000, async (database, investors, fund, person) =>
    {
        await investors.AdvanceAsync(fund, 10_000);
        await investors.RedeemAsync(person, fund, 4_000_00, speed: RedemptionSpeed.Instant);
        await PublishAsync(investors, fund, Friday);
        await StartAsync(investors, Monday);
        var liquidity = (await investors.FundOfAsync(fund)).LiquidityId!.Value;
        Assert.Equal(10_000_20, await investors.BalanceAsync(liquidity));

        // The units were the bank's on Saturday and Sunday, whose income is published on Monday.
        await PublishAsync(investors, fund, Friday.AddDays(1), on: Monday);
        await PublishAsync(investors, fund, Friday.AddDays(2), on: Monday);
        await StartAsync(investors, Monday.AddDays(1));
        Assert.Equal(10_000_60, await investors.BalanceAsync(liquidity));
        Assert.Null((await investors.FundOfAsync(fund)).AdvanceDueAt);
    });

    /// <summary>Publishes a day in its evening, or in the morning of a later day, and does what is due.</summary>
    private static async Task PublishAsync(Investors investors, FundId fund, DateOnly day, DateOnly? on = null)
    {
        await StartAsync(investors, on ?? day, hour: on is null ? 20 : 10);
        await investors.PublishAsync(fund, day, 1, Income);
        await investors.WorkAsync();
    }

    private static async Task StartAsync(Investors investors, DateOnly day, int hour = 1)
    {
        investors.At(day, hour);
        await investors.WorkAsync();
    }

    private static Task<List<FundOrder>> OrdersAsync(TestDatabase database, UserId person) => database.Units.ReadAsync(db => db.Set<FundOrder>()
        .Where(o => o.UserId == person && o.Side == FundOrderSide.Redemption)
        .OrderBy(o => o.OrderedAt)
        .ToListAsync());

    /// <summary>Somebody has units that earn since Friday, and it is the morning of that day.</summary>
    private static async Task WithAsync(long yuan, Func<TestDatabase, Investors, FundId, UserId, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        investors.At(Thursday, 10);
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(yuan);
        await investors.SubscribeAsync(person, fund, yuan * 100);
        await PublishAsync(investors, fund, Thursday);
        await StartAsync(investors, Friday);
        investors.At(Friday, 10);
        await test(database, investors, fund, person);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
