using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Funds;

/// <summary>What institutions publish, and how long they can delay it.</summary>
public sealed class FundDayTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public Task An_institution_that_corrects_again_and_again_delays_pricing_by_two_hours_at_most() => WaitingAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed);
        var order = await investors.SubscribeAsync(await investors.PersonAsync(100), fund, 100_00);
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1);
        for (var i = 1; i <= 4; i++)
        {
            database.Clock.Advance(TimeSpan.FromMinutes(29));
            await investors.PublishAsync(fund, Monday, 1 + (0.01m * i), reason: "Again.");
            await investors.WorkAsync();
            Assert.Equal(FundOrderStatus.Ordered, (await investors.OrderAsync(order)).Status);
        }

        // 116 minutes have passed. What comes after two hours is only shown.
        database.Clock.Advance(TimeSpan.FromMinutes(4));
        await investors.PublishAsync(fund, Monday, 1.1m, reason: "And again.");
        await investors.WorkAsync();
        Assert.Equal((FundOrderStatus.Priced, 1_0400), ((await investors.OrderAsync(order)).Status, (await investors.FundOfAsync(fund)).Value));
    });

    [Fact]
    public Task Ten_corrections_of_a_day_count() => WaitingAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed);
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1);
        for (var i = 1; i <= 11; i++)
        {
            await investors.PublishAsync(fund, Monday, 1 + (0.001m * i), reason: "Again.");
        }

        database.Clock.Advance(TimeSpan.FromMinutes(31));
        await investors.WorkAsync();
        Assert.Equal(1_0100, (await investors.FundOfAsync(fund)).Value);
    });

    [Fact]
    public Task A_fund_whose_first_open_day_waits_does_not_take_the_place_of_another() => WaitingAsync(async (database, investors) =>
    {
        var (waiting, other) = (await investors.FundAsync(FundKind.Mixed), await investors.FundAsync(FundKind.Mixed));
        investors.At(Monday.AddDays(1), 18);
        await investors.PublishAsync(waiting, Monday, 1);
        await investors.PublishAsync(waiting, Monday.AddDays(1), 1);
        await investors.PublishAsync(other, Monday.AddDays(1), 1);
        database.Clock.Advance(TimeSpan.FromMinutes(20));
        await investors.PublishAsync(waiting, Monday, 1.01m, reason: "A price was wrong.");
        database.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(other, Assert.Single(await DueAsync(database, 10)));
        database.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(waiting, Assert.Single(await DueAsync(database, 1)));
        Assert.Equal([waiting, other], await DueAsync(database, 10));
    });

    [Theory]
    [InlineData(FundKind.Bond, 3)]
    [InlineData(FundKind.Mixed, 11)]
    [InlineData(FundKind.Equity, 11)]
    public Task Values_move_in_a_day_as_far_as_their_kind_does(FundKind kind, int percent) => WithAsync(async (_, investors) =>
    {
        var fund = await investors.FundAsync(kind);
        var day = await NextAsync(investors, fund, Monday, 1);
        var most = percent * 0.01m;
        investors.At(day, 18);
        await RefusedAsync(investors, fund, day, 1 + most + 0.0001m);
        await RefusedAsync(investors, fund, day, 1 - most - 0.0001m);
        await investors.PublishAsync(fund, day, 1 - most);
        await investors.PublishAsync(fund, day, 1 + most, reason: "A price was wrong.");
    });

    [Theory]
    [InlineData(FundKind.Bond, 2, 10)]
    [InlineData(FundKind.Bond, -2, 10)]
    [InlineData(FundKind.Equity, 10, 50)]
    [InlineData(FundKind.Mixed, -10, 50)]
    public Task Steps_of_twenty_days_do_not_add_up_to_anything(FundKind kind, int step, int percent) => WithAsync(async (_, investors) =>
    {
        var fund = await investors.FundAsync(kind);
        var (day, value) = (Monday, 1m);
        while (Math.Abs(value - 1) * 100 <= percent)
        {
            day = await NextAsync(investors, fund, day, value);
            value = decimal.Round(value * (1 + (step * 0.01m)), 4);
        }

        investors.At(day, 18);
        await RefusedAsync(investors, fund, day, value);
        await investors.PublishAsync(fund, day, value, actor: await investors.OperatorAsync());
    });

    [Fact]
    public Task Values_of_three_weeks_ago_are_not_looked_at() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Bond);
        var day = Monday;
        for (var i = 0; i < 60; i++)
        {
            day = await NextAsync(investors, fund, day, 1 + (0.004m * i));
        }

        Assert.Equal(1_2360, (await investors.FundOfAsync(fund)).Value);
    });

    [Fact]
    public Task An_income_does_not_double_from_day_to_day() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1, 3);
        investors.At(Monday.AddDays(1), 18);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 6);
        investors.At(Monday.AddDays(2), 18);
        var refusal = await RefusalAsync(() => investors.PublishAsync(fund, Monday.AddDays(2), 1, 6.0001m));
        Assert.Equal(["incomePer10k"], Assert.IsType<ValidationError>(refusal).Path);
        await investors.PublishAsync(fund, Monday.AddDays(2), 1, 6.0001m, actor: await investors.OperatorAsync());
    });

    [Theory]
    [InlineData("holds")]
    [InlineData("works there with another account")]
    [InlineData("frozen")]
    [InlineData("restricted")]
    public Task An_operator_with_a_stake_in_a_fund_or_whose_powers_rest_is_no_operator_there(string why) => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1, 3);
        var (admin, holder) = (await investors.OperatorAsync(), await investors.PersonAsync(100));
        await (why switch
        {
            "holds" => investors.SubscribeAsync(holder, fund, 100_00),
            "frozen" => (Task)database.Get<Profiles>().FreezeAsync(admin, null),
            "restricted" => database.Units.WriteAsync(async db =>
            {
                (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == admin)).Restrict(database.Clock.UtcNow().AddDays(7));
                return true;
            }),
            _ => Task.CompletedTask,
        });
        if (why is "holds" or "works there with another account")
        {
            await database.JoinAsync(admin, why == "holds" ? holder : investors.Staff);
        }

        investors.At(Monday.AddDays(1), 18);
        Assert.IsType<NotFoundError>(await RefusalAsync(() => investors.PublishAsync(fund, Monday.AddDays(1), 1, 4, actor: admin)));
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 4, actor: await investors.OperatorAsync());
    });

    [Fact]
    public Task Many_late_days_at_once_take_an_operator() => WithAsync(async (database, investors) =>
    {
        var (fund, money) = (await investors.FundAsync(FundKind.Mixed), await investors.FundAsync());
        await NextAsync(investors, fund, Monday, 1);
        investors.At(new DateOnly(2026, 12, 1), 18);
        for (var day = Monday.AddDays(1); day < Monday.AddDays(4); day = day.AddDays(1))
        {
            await investors.PublishAsync(fund, day, 1);
        }

        var friday = new DateOnly(2026, 11, 27);
        Assert.Equal(["date"], Assert.IsType<ValidationError>(await RefusalAsync(() => investors.PublishAsync(fund, friday, 1))).Path);
        await investors.PublishAsync(fund, friday, 1, actor: await investors.OperatorAsync());

        // The next day it goes on. Days without an exchange do not count, and neither does one that is not late.
        investors.At(new DateOnly(2026, 12, 2), 18);
        foreach (var day in new[] { new DateOnly(2026, 11, 30), new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 2) })
        {
            await investors.PublishAsync(fund, day, 1);
        }

        for (var day = new DateOnly(2026, 11, 27); day <= new DateOnly(2026, 12, 1); day = day.AddDays(1))
        {
            await investors.PublishAsync(money, day, 1, 0.5m);
        }
    });

    [Fact]
    public Task The_first_day_of_a_fund_skips_no_orders() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed);
        var order = await investors.SubscribeAsync(await investors.PersonAsync(100), fund, 100_00);
        investors.At(Monday.AddDays(1), 18);
        Assert.Equal(new FundDayError(Monday), await RefusalAsync(() => investors.PublishAsync(fund, Monday.AddDays(1), 1)));
        await investors.PublishAsync(fund, Monday, 1);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1.1m);
        await investors.WorkAsync();
        Assert.Equal((Monday, 100_0000), ((await investors.OrderAsync(order)).TradeOn, (await investors.OrderAsync(order)).Units!.Value));
    });

    [Fact]
    public async Task Orders_of_a_day_that_became_a_holiday_take_the_next_value_and_cannot_be_cancelled_once_it_is_known()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new FundSettings()));
        var investors = await new Investors(database).OpenAsync();
        var (fund, person) = (await investors.FundAsync(FundKind.Mixed), await investors.PersonAsync(100));
        var order = await investors.SubscribeAsync(person, fund, 100_00);

        // Monday becomes a holiday after that: the setting is read when the server starts again.
        var calendar = new ExchangeCalendar([(Monday, Monday)]);
        var services = database.Get<IServiceProvider>();
        var likely = ActivatorUtilities.CreateInstance<LikelyDays>(services, calendar);
        var days = ActivatorUtilities.CreateInstance<FundDays>(services, likely, calendar);
        var cancellations = ActivatorUtilities.CreateInstance<FundCancellations>(services, calendar);
        var closing = ActivatorUtilities.CreateInstance<DayClosing>(services, calendar);
        investors.At(Monday.AddDays(1), 18);
        await days.PublishAsync(investors.Staff, new DayPublication(fund, Monday.AddDays(1), 1.25m, null));
        Assert.IsType<FundOrderStatusError>(await RefusalAsync(() =>
            cancellations.CancelAsync(person, database.Clock.NewGuid(), order, CancellationToken.None)));
        database.Clock.Advance(TimeSpan.FromHours(1));
        await closing.MeetAsync(fund, CancellationToken.None);
        var priced = await investors.OrderAsync(order);
        Assert.Equal((FundOrderStatus.Priced, Monday.AddDays(1), 80_0000), (priced.Status, priced.TradeOn, priced.Units!.Value));
    }

    [Theory]
    [InlineData(FundKind.Bond, RiskGrade.R1)]
    [InlineData(FundKind.Mixed, RiskGrade.R2)]
    [InlineData(FundKind.Equity, RiskGrade.R2)]
    public Task A_fund_is_as_risky_as_its_kind(FundKind kind, RiskGrade grade) => WithAsync(async (_, investors) =>
    {
        Assert.Equal(["riskGrade"], Assert.IsType<ValidationError>(await RefusalAsync(() => investors.FundAsync(kind, grade))).Path);
        await investors.FundAsync(kind, grade + 1);
    });

    /// <summary>Publishes a day in the evening, and returns the next exchange day.</summary>
    private static async Task<DateOnly> NextAsync(Investors investors, FundId fund, DateOnly day, decimal value)
    {
        investors.At(day, 18);
        await investors.PublishAsync(fund, day, value);
        await investors.WorkAsync();
        return new ExchangeCalendar().After(day);
    }

    private static async Task RefusedAsync(Investors investors, FundId fund, DateOnly day, decimal value) => Assert.Equal(
        ["netAssetValue"], Assert.IsType<ValidationError>(await RefusalAsync(() => investors.PublishAsync(fund, day, value))).Path);

    private static Task<List<FundId>> DueAsync(TestDatabase database, int most) => database.Units.ReadAsync(async db =>
        (await database.Get<DayClosing>().DueAsync(db, database.Clock.UtcNow(), most, default)).Select(id => (FundId)id).ToList());

    private static async Task<DomainError> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<DomainException>(act)).Errors[0];

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        await test(database, await new Investors(database).OpenAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>With the time for corrections that institutions have; other tests have none.</summary>
    private static async Task WaitingAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new FundSettings()));
        await test(database, await new Investors(database).OpenAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task What_the_staff_publish_leaves_no_sums_in_their_own_log()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(500);
        await investors.AdvanceAsync(fund, 1_000);
        await investors.SubscribeAsync(person, fund, 300_00);
        investors.At(Monday, 16);
        await investors.PublishAsync(fund, Monday, 1, 0.5m);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        await investors.RedeemAsync(person, fund, fen: 12_34, speed: RedemptionSpeed.Instant);
        investors.At(Monday.AddDays(1), 16);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 0.5m);
        investors.At(Monday.AddDays(2), 8);
        await investors.WorkAsync();
        Assert.Empty(await LinesAsync(investors.Staff));
        Assert.Equal(["FUND_REDEMPTION: 12.34 CNY.", "FUND_SUBSCRIPTION: 300.00 CNY."], await LinesAsync(person));

        Task<List<string>> LinesAsync(UserId user) => database.Units.ReadAsync(db => db.Set<AuditEvent>()
            .Where(e => e.UserId == user && e.Detail!.StartsWith("FUND")).Select(e => e.Detail!).OrderBy(text => text).ToListAsync());
    }

    [Fact]
    public async Task Orders_of_a_day_whose_value_is_late_are_not_overdue()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync(FundKind.Mixed);
        var order = await investors.SubscribeAsync(await investors.PersonAsync(100), fund, 100_00);
        investors.At(Monday.AddDays(3), 20);
        await investors.PublishAsync(fund, Monday, 1);
        await database.MeetAsync<DayClosing>();
        database.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(FundOrderStatus.Priced, (await investors.OrderAsync(order)).Status);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
