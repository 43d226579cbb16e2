using System.Globalization;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Funds.Standing;

/// <summary>The nights and months in which standing orders invest, each once.</summary>
public sealed class StandingOrderNightTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Theory]
    [InlineData(null, "2026-11-23T18:59:59Z", "2026-11-23T19:00:00Z")]
    [InlineData(null, "2026-11-23T19:00:00Z", "2026-11-24T19:00:00Z")]
    [InlineData(null, "2026-11-23T16:00:00Z", "2026-11-23T19:00:00Z")]
    [InlineData(24, "2026-11-23T18:59:59Z", "2026-11-23T19:00:00Z")]
    [InlineData(24, "2026-11-23T19:00:00Z", "2026-12-23T19:00:00Z")]
    [InlineData(31, "2026-12-31T00:00:00Z", "2027-01-30T19:00:00Z")]
    [InlineData(31, "2027-01-30T19:00:00Z", "2027-02-27T19:00:00Z")]
    [InlineData(31, "2027-02-27T19:00:00Z", "2027-03-30T19:00:00Z")]
    [InlineData(30, "2028-01-30T00:00:00Z", "2028-02-28T19:00:00Z")]
    [InlineData(1, "2026-12-31T19:00:00Z", "2027-01-31T19:00:00Z")]
    public void Nights_and_months_are_those_of_Shanghai_and_do_not_creep(int? day, string after, string next) =>
        Assert.Equal(Time(next), StandingOrderCalendar.Next(day, Time(after)));

    [Fact]
    public Task A_night_invests_what_lies_above_the_floor_once() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, fund, 300);
        Assert.Equal(StandingOrderCalendar.TimeOf(Tuesday), (await investors.StandingAsync(person))!.DueAt);
        investors.At(Tuesday, 2);
        Assert.Equal(0, await database.MeetAsync<StandingOrderNights>());
        await investors.NightAsync(Tuesday);
        Assert.Equal(0, await database.MeetAsync<StandingOrderNights>());
        Assert.Equal([(Tuesday, 700_00)], await investors.NightsAsync(person));
        Assert.Equal(300_00, await investors.WalletAsync(person));

        // It is an order like any other: it takes the value of its day, and settles on the next.
        investors.At(Tuesday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0.5m);
        await investors.PublishAsync(fund, Tuesday, 1, 0.5m);
        await investors.NightAsync(Tuesday.AddDays(1));
        await investors.WorkAsync();
        Assert.Equal(700_0000, (await investors.HoldingAsync(person, fund))!.Units);

        await investors.TopUpAsync(person, 50);
        await investors.NightAsync(Tuesday.AddDays(2));
        Assert.Equal([(Tuesday, 700_00), (Tuesday.AddDays(2), 50_00)], await investors.NightsAsync(person));
    });

    [Fact]
    public Task Too_little_waits_for_another_night_and_does_not_pause() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, fund, 998);
        await investors.SubscribeAsync(person, fund, 1_01);
        await investors.NightAsync(Tuesday);
        var standing = (await investors.StandingAsync(person))!;
        Assert.Equal((null, StandingOrderCalendar.TimeOf(Tuesday.AddDays(1))), (standing.PausedAt, standing.DueAt!.Value));
        Assert.Empty(await investors.NightsAsync(person));

        // ¥0.99 lies above the floor, and one yuan is the least amount of the fund. It is there on the next night.
        await investors.TopUpAsync(person, 1);
        await investors.NightAsync(Tuesday.AddDays(1));
        Assert.Equal([(Tuesday.AddDays(1), 1_99)], await investors.NightsAsync(person));
    });

    [Fact]
    public Task Of_a_great_sum_the_rest_follows_on_the_next_nights() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(12_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        investors.At(Tuesday, 1);
        await investors.SubscribeAsync(person, fund, 500_00);
        for (var day = Tuesday; day < Tuesday.AddDays(4); day = day.AddDays(1))
        {
            await investors.NightAsync(day);
        }

        // Of the ¥5,000 a day that the PIN may move, ¥1,000 are left for payments of the day.
        Assert.Equal([3_500_00, 4_000_00, 4_000_00], (await investors.NightsAsync(person)).ConvertAll(night => night.Fen));
        Assert.Null((await investors.StandingAsync(person))!.PausedAt);
    });

    [Fact]
    public Task A_plan_of_the_same_night_goes_first() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(3_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.SetPlanAsync(person, fund, 500, day: 24);
        investors.At(Tuesday, 3);
        var wallet = await database.Units.ReadAsync(db => db.Set<StandingOrder>().SingleAsync(o => o.Kind == StandingOrderKind.AutoInvest));
        await database.Get<StandingOrderNights>().MeetAsync(wallet.Id, default);
        Assert.Empty(await investors.NightsAsync(person));
        await database.MeetAsync<StandingOrderNights>();
        await database.MeetAsync<StandingOrderNights>();
        Assert.Equal([500_00, 2_500_00], (await investors.NightsAsync(person)).ConvertAll(night => night.Fen).Order());
    });

    [Fact]
    public async Task A_plan_that_keeps_failing_holds_automatic_investing_up_for_ten_minutes()
    {
        var failing = new FailsFor(Money.Yuan(500));
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IReaction<TransactionPosted>>(failing));
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(3_000);
        await investors.SetAutoInvestAsync(person, fund, 1_000);
        await investors.SetPlanAsync(person, fund, 500, day: 24);
        await investors.NightAsync(Tuesday);
        database.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await database.MeetAsync<StandingOrderNights>();
        Assert.Empty(await investors.NightsAsync(person));
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        await database.MeetAsync<StandingOrderNights>();
        Assert.Equal([(Tuesday, 2_000_00)], await investors.NightsAsync(person));

        // On the next night the plan is still that of the first one, so nothing waits for it.
        await investors.TopUpAsync(person, 40);
        await investors.NightAsync(Tuesday.AddDays(1));
        Assert.Equal([(Tuesday, 2_000_00), (Tuesday.AddDays(1), 40_00)], await investors.NightsAsync(person));

        // When it works again, the plan makes its night up.
        failing.IsArmed = false;
        database.Clock.Advance(TimeSpan.FromHours(5));
        await database.MeetAsync<StandingOrderNights>();
        Assert.Contains((Tuesday, 500_00), await investors.NightsAsync(person));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public Task After_nights_without_a_server_a_plan_still_goes_first() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(3_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.SetPlanAsync(person, fund, 500, day: 25);
        var due = await database.Units.ReadAsync(db => database.Get<StandingOrderNights>().DueAsync(
            db, StandingOrderCalendar.TimeOf(Tuesday.AddDays(3)), 10, default));
        var plan = await database.Units.ReadAsync(db => db.Set<StandingOrder>().SingleAsync(o => o.Kind == StandingOrderKind.Plan));
        Assert.Equal((2, (Domain.Shared.ITypedId)plan.Id), (due.Count, due[0]));
    });

    [Fact]
    public Task When_only_the_day_is_used_up_it_waits_for_the_next() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(9_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        investors.At(Tuesday, 1);
        await investors.SubscribeAsync(person, fund, 4_999_00);
        await investors.NightAsync(Tuesday);
        Assert.Equal((0, null), ((await investors.NightsAsync(person)).Count, (await investors.StandingAsync(person))!.PausedAt));
        await investors.NightAsync(Tuesday.AddDays(1));
        Assert.Equal([(Tuesday.AddDays(1), 4_000_00)], await investors.NightsAsync(person));
    });

    [Fact]
    public Task A_plan_whose_day_is_changed_invests_once_a_month() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetPlanAsync(person, fund, 100, day: 24);
        await investors.NightAsync(Tuesday);
        await investors.SetPlanAsync(person, fund, 100, day: 28);
        Assert.Equal(StandingOrderCalendar.TimeOf(new DateOnly(2026, 12, 28)), (await investors.StandingAsync(person))!.DueAt);
        await investors.SetPlanAsync(person, fund, null, day: null);
        await investors.SetPlanAsync(person, fund, 100, day: 31);
        Assert.Equal(StandingOrderCalendar.TimeOf(new DateOnly(2026, 12, 31)), (await investors.StandingAsync(person))!.DueAt);

        // A day that comes in the next month anyway stays as it is.
        await investors.SetPlanAsync(person, fund, 100, day: 1);
        Assert.Equal(StandingOrderCalendar.TimeOf(new DateOnly(2026, 12, 1)), (await investors.StandingAsync(person))!.DueAt);
    });

    [Fact]
    public Task What_was_set_anew_in_the_same_moment_is_not_invested_by_its_old_terms() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetPlanAsync(person, fund, 100, day: 24);
        var old = (await investors.StandingAsync(person))!;
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        await investors.SetPlanAsync(person, fund, 50, day: 24);
        Assert.Equal(old.DueAt, (await investors.StandingAsync(person))!.DueAt);
        Assert.False(await database.Units.WriteAsync(db => old.PauseAsync(db, StandingOrderPause.Limit, database.Clock.GetUtcNow().UtcDateTime)));
        Assert.False(await database.Units.ReadAsync(db => old.Unchanged(db).AnyAsync()));
    });

    [Fact]
    public Task A_fund_that_publishes_no_value_gets_no_more() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.NightAsync(Tuesday);
        investors.At(Tuesday.AddDays(20));
        await investors.WorkAsync();
        Assert.Equal(StandingOrderPause.NoValue, (await investors.StandingAsync(person))!.Pause);
        Assert.Equal(1_000_00, await investors.WalletAsync(person));
    });

    [Fact]
    public Task Who_may_see_that_one_invested_is_not_changed_by_a_standing_order() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await database.Get<Subscriptions>().SubscribeAsync(
            new Subscription(person, Guid.CreateVersion7(), fund, Money.Yuan(10)) { Visibility = Visibility.Friends }, new(null, null), default);
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.NightAsync(Tuesday);
        foreach (var day in new[] { Monday, Tuesday })
        {
            investors.At(Tuesday, 20);
            await investors.PublishAsync(fund, day, 1, 0);
        }

        await investors.NightAsync(Tuesday.AddDays(1));
        await investors.WorkAsync();
        var holding = (await investors.HoldingAsync(person, fund))!;
        Assert.Equal((1_000_0000, Visibility.Friends), (holding.Units, holding.Visibility));
    });

    [Fact]
    public Task Nights_without_a_server_are_made_up_for_once() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetPlanAsync(person, fund, 100, day: 25);
        investors.At(Tuesday.AddDays(40), 12);
        await database.MeetAsync<StandingOrderNights>();
        Assert.Equal([(Tuesday.AddDays(1), 100_00)], await investors.NightsAsync(person));
        Assert.Equal(StandingOrderCalendar.TimeOf(new DateOnly(2027, 1, 25)), (await investors.StandingAsync(person))!.DueAt);
    });

    [Fact]
    public Task A_plan_for_the_last_day_invests_on_the_last_day_of_each_month() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3, fee: 0.0015m);
        var person = await investors.PersonAsync(1_000);
        await investors.SetPlanAsync(person, fund, 20, day: 31);
        for (var day = Tuesday; day < new DateOnly(2027, 4, 1); day = day.AddDays(1))
        {
            await investors.NightAsync(day);
        }

        string[] nights = ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"];
        Assert.Equal(nights, (await investors.NightsAsync(person)).ConvertAll(night => $"{night.Night:O}"));
        Assert.Equal(900_00, await investors.WalletAsync(person));
    });

    [Fact]
    public async Task A_process_that_dies_in_the_middle_of_a_night_leaves_nothing_and_the_next_one_invests()
    {
        var death = new DiesOnce();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IReaction<TransactionPosted>>(death));
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, fund, 100);
        death.IsArmed = true;
        await investors.NightAsync(Tuesday);
        Assert.False(death.IsArmed);
        Assert.Equal((1_000_00, 0), (await investors.WalletAsync(person), (await investors.NightsAsync(person)).Count));
        database.Clock.Advance(TimeSpan.FromSeconds(2));
        await database.MeetAsync<StandingOrderNights>();
        await database.MeetAsync<StandingOrderNights>();
        Assert.Equal([(Tuesday, 900_00)], await investors.NightsAsync(person));
        Assert.Null((await investors.StandingAsync(person))!.PausedAt);
        await investors.WorkAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    private static DateTime Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        await test(database, investors);
        await investors.WorkAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Fails whenever an amount moves, for a reason that is none of the person or the fund.</summary>
    private sealed class FailsFor(Money amount) : IReaction<TransactionPosted>
    {
        public bool IsArmed { get; set; } = true;

        public Task ReactAsync(TransactionPosted fact, GraphDb db, CancellationToken cancellationToken) =>
            IsArmed && fact.Transaction.Amount == amount.MinorUnits
                ? throw new InvalidOperationException("This amount cannot move.")
                : Task.CompletedTask;
    }

    /// <summary>The process dies once, before a commit that moves money.</summary>
    private sealed class DiesOnce : IReaction<TransactionPosted>
    {
        public bool IsArmed { get; set; }

        public Task ReactAsync(TransactionPosted fact, GraphDb db, CancellationToken cancellationToken)
        {
            if (IsArmed)
            {
                IsArmed = false;
                throw new ProcessDiedException();
            }

            return Task.CompletedTask;
        }
    }

    [Fact]
    public Task After_an_hour_without_a_server_automatic_investing_leaves_a_plan_what_it_needs() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(3_000);
        await investors.SetAutoInvestAsync(person, fund, 0);
        await investors.SetPlanAsync(person, fund, 500, day: 24);
        investors.At(Tuesday, 4);
        var wallet = await database.Units.ReadAsync(db => db.Set<StandingOrder>().SingleAsync(o => o.Kind == StandingOrderKind.AutoInvest));
        await database.Get<StandingOrderNights>().MeetAsync(wallet.Id, default);
        Assert.Equal([500_00, 2_500_00], (await investors.NightsAsync(person)).ConvertAll(night => night.Fen).Order());
    });
}
