using System.Globalization;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
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

        Assert.Equal([4_500_00, 5_000_00, 2_000_00], (await investors.NightsAsync(person)).ConvertAll(night => night.Fen));
        Assert.Null((await investors.StandingAsync(person))!.PausedAt);
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
}
