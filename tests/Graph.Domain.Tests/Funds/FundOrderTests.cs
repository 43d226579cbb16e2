using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Funds;

/// <summary>The life of orders, with the figures that people see.</summary>
public sealed class FundOrderTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public Task A_subscription_is_priced_by_its_day_and_settled_on_the_next() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Equity, RiskGrade.R4, fee: 0.0015m);
        var person = await investors.PersonAsync(1_000);
        var order = await investors.SubscribeAsync(person, fund, 1_000_00);
        Assert.Equal((Monday, Monday.AddDays(1)), ((await investors.OrderAsync(order)).TradeOn, (await investors.OrderAsync(order)).SettlesOn));
        Assert.Equal(1_000_00, await investors.BalanceAsync((await investors.FundOfAsync(fund)).TransitId));
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1.2345m);
        await investors.WorkAsync();

        // 1000 / 1.0015 = 998.502…; 998.50 / 1.2345 = 808.8294…
        var priced = await investors.OrderAsync(order);
        Assert.Equal((FundOrderStatus.Priced, 998_50, 1_50, 808_8294), (priced.Status, priced.Gross!.Value, priced.Fee!.Value, priced.Units!.Value));
        investors.At(Monday.AddDays(1), 1);
        await investors.WorkAsync();
        var holding = (await investors.HoldingAsync(person, fund))!;
        Assert.Equal((808_8294, 1_000_00, 1_000_00), (holding.Units, holding.Cost, holding.PaidIn));
        Assert.Equal(998_50, await investors.BalanceAsync((await investors.FundOfAsync(fund)).CustodyId));
        Assert.Equal(1_50, await investors.BalanceAsync(await investors.FeesAsync()));
        Assert.Equal(FundOrderStatus.Settled, (await investors.OrderAsync(order)).Status);
    });

    [Fact]
    public Task What_was_bought_first_is_redeemed_first_and_its_fee_fits_the_time() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Bond, RiskGrade.R2, redemptionFees: [(0, 0.015m), (7, 0.005m), (30, 0)]);
        var person = await investors.PersonAsync(1_000);
        await investors.SubscribeAsync(person, fund, 100_00);
        var day = await TurnAsync(investors, fund, Monday, 1.0m);
        while (day.DayNumber < Monday.DayNumber + 35)
        {
            day = await TurnAsync(investors, fund, day, 1.0m);
        }

        await investors.SubscribeAsync(person, fund, 100_00);
        day = await TurnAsync(investors, fund, day, 1.0m);
        day = await TurnAsync(investors, fund, day, 1.03m);
        var order = await investors.RedeemAsync(person, fund, units: 150);
        Assert.Equal(150_0000, (await investors.HoldingAsync(person, fund))!.Locked);
        day = await TurnAsync(investors, fund, day, 1.03m);

        // 100 units were held for more than 30 days, 50 for some: those cost 1.5 % of ¥51.50, which is ¥0.7725.
        var priced = await investors.OrderAsync(order);
        Assert.Equal((154_50, 77), (priced.Gross!.Value, priced.Fee!.Value));
        await investors.WorkAsync();
        var holding = (await investors.HoldingAsync(person, fund))!;
        Assert.Equal((50_0000, 0, 50_00, 153_73), (holding.Units, holding.Locked, holding.Cost, holding.PaidOut));
        Assert.Equal(800_00 + 153_73, await investors.WalletAsync(person));
        Assert.Equal(77, await investors.BalanceAsync(await investors.FeesAsync()));
    });

    [Fact]
    public Task Income_comes_each_day_from_the_exchange_day_after_the_order() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(1_000);
        investors.At(new DateOnly(2026, 11, 27)); // A Friday.
        await investors.SubscribeAsync(person, fund, 1_000_00);
        for (var day = new DateOnly(2026, 11, 27); day < new DateOnly(2026, 12, 1); day = day.AddDays(1))
        {
            investors.At(day, 20);
            await investors.PublishAsync(fund, day, 1, 0.5m);
            await investors.WorkAsync();
        }

        // Bought on Friday, the units earn from Monday: 1000 units, 0.5 yuan for 10,000.
        Assert.Equal(1000_0500, (await investors.HoldingAsync(person, fund))!.Units);
        var order = await investors.RedeemAsync(person, fund);
        investors.At(new DateOnly(2026, 12, 1), 20);
        await investors.PublishAsync(fund, new DateOnly(2026, 12, 1), 1, 0.5m);
        await investors.WorkAsync();

        // The day of the redemption still earns.
        Assert.Equal(1000_1000, (await investors.HoldingAsync(person, fund))!.Units);
        investors.At(new DateOnly(2026, 12, 2), 1);
        await investors.WorkAsync();
        Assert.Equal((1000_10, FundOrderStatus.Settled), (await investors.WalletAsync(person), (await investors.OrderAsync(order)).Status));
        Assert.Equal((0, 0), ((await investors.HoldingAsync(person, fund))!.Units, (await investors.HoldingAsync(person, fund))!.Locked));
    });

    [Fact]
    public Task An_instant_redemption_is_paid_at_once_and_the_bank_gets_it_back() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(2_000);
        await investors.SubscribeAsync(person, fund, 2_000_00);
        investors.At(Monday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0.5m);
        await investors.WorkAsync();
        investors.At(Monday.AddDays(1), 10);
        await investors.WorkAsync();
        var nothing = await Assert.ThrowsAsync<DomainException>(() => investors.RedeemAsync(person, fund, 100_00, speed: RedemptionSpeed.Instant));
        Assert.Equal(new InstantLimitError(Money.Fen(0)), nothing.Errors[0]);
        await investors.AdvanceAsync(fund, 1_500);
        await investors.RedeemAsync(person, fund, 1_200_00, speed: RedemptionSpeed.Instant);
        Assert.Equal(1_200_00, await investors.WalletAsync(person));
        var rest = await Assert.ThrowsAsync<DomainException>(() => investors.RedeemAsync(person, fund, 301_00, speed: RedemptionSpeed.Instant));
        Assert.Equal(new InstantLimitError(Money.Fen(300_00)), rest.Errors[0]);

        // What is left of the bank's money is told in steps of ¥100, and can be used all the same.
        await investors.RedeemAsync(person, fund, 10_01, speed: RedemptionSpeed.Instant);
        var told = await Assert.ThrowsAsync<DomainException>(() => investors.RedeemAsync(person, fund, 290_00, speed: RedemptionSpeed.Instant));
        Assert.Equal(new InstantLimitError(Money.Fen(200_00)), told.Errors[0]);
        await investors.RedeemAsync(person, fund, 289_99, speed: RedemptionSpeed.Instant);

        // The units passed to the bank: it earns for today, the person for the rest.
        investors.At(Monday.AddDays(1), 20);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 0.5m);
        await investors.WorkAsync();
        Assert.Equal(500_0250, (await investors.HoldingAsync(person, fund))!.Units);
        investors.At(Monday.AddDays(2), 1);
        await investors.WorkAsync();
        Assert.Equal(1_500_07, await investors.BalanceAsync((await investors.FundOfAsync(fund)).LiquidityId!.Value));
    });

    [Fact]
    public Task Ten_thousand_yuan_a_day_are_the_most_over_all_accounts_of_a_person() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var (one, other) = (await investors.PersonAsync(5_000), await investors.PersonAsync(7_000));
        await database.JoinAsync(other, one);
        await SubscribeOverDaysAsync(database, investors, fund, one, 5_000);
        await SubscribeOverDaysAsync(database, investors, fund, other, 7_000);
        await investors.AdvanceAsync(fund, 100_000);
        await investors.RedeemAsync(other, fund, 6_000_00, speed: RedemptionSpeed.Instant);
        var over = await Assert.ThrowsAsync<DomainException>(() => investors.RedeemAsync(one, fund, 4_000_01, speed: RedemptionSpeed.Instant));
        Assert.Equal(new InstantLimitError(Money.Yuan(4_000)), over.Errors[0]);
        await investors.RedeemAsync(one, fund, 4_000_00, speed: RedemptionSpeed.Instant);
        database.Clock.Advance(TimeSpan.FromDays(1));
        await investors.RedeemAsync(one, fund, 100_00, speed: RedemptionSpeed.Instant);
    });

    [Fact]
    public Task An_order_is_cancelled_until_its_cut_off_and_while_its_day_is_late() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        var person = await investors.PersonAsync(1_000);
        var early = await investors.SubscribeAsync(person, fund, 100_00);
        await investors.CancelAsync(person, early);
        Assert.Equal(1_000_00, await investors.WalletAsync(person));
        Assert.Equal(0, await database.Units.ReadAsync(db => db.Set<LimitCounter>().SumAsync(c => c.Used)));
        var late = await investors.SubscribeAsync(person, fund, 200_00);
        investors.At(Monday, 16);
        Assert.IsType<FundOrderStatusError>((await Assert.ThrowsAsync<DomainException>(() => investors.CancelAsync(person, late))).Errors[0]);
        investors.At(Monday.AddDays(1), 9);
        await investors.CancelAsync(person, late);
        Assert.Equal(1_000_00, await investors.WalletAsync(person));
        var other = await investors.PersonAsync();
        Assert.IsType<NotFoundError>((await Assert.ThrowsAsync<DomainException>(() => investors.CancelAsync(other, late))).Errors[0]);
    });

    [Fact]
    public Task A_subscription_without_a_value_for_five_days_gives_the_money_back() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        var person = await investors.PersonAsync(100);
        var order = await investors.SubscribeAsync(person, fund, 100_00);
        investors.At(new DateOnly(2026, 11, 30), 23);
        await investors.WorkAsync();
        Assert.Equal(FundOrderStatus.Ordered, (await investors.OrderAsync(order)).Status);
        investors.At(new DateOnly(2026, 12, 1), 0);
        await investors.WorkAsync();
        Assert.Equal((FundOrderStatus.Cancelled, 100_00), ((await investors.OrderAsync(order)).Status, await investors.WalletAsync(person)));
    });

    [Fact]
    public Task A_correction_counts_until_pricing_begins_and_is_only_shown_after_that() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        var person = await investors.PersonAsync(100);
        var order = await investors.SubscribeAsync(person, fund, 100_00);
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1.0m);
        await investors.PublishAsync(fund, Monday, 2.0m, reason: "A price of the exchange was wrong.");
        await investors.WorkAsync();
        await investors.PublishAsync(fund, Monday, 1.9m, reason: "It was wrong again.");
        await investors.WorkAsync();
        Assert.Equal(50_0000, (await investors.OrderAsync(order)).Units);
        Assert.Equal(2_0000, (await investors.FundOfAsync(fund)).Value);
    });

    [Fact]
    public async Task A_value_waits_half_an_hour_for_corrections_and_a_leap_needs_an_operator()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new FundSettings()));
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1.0m);
        await investors.WorkAsync();
        Assert.Null((await investors.FundOfAsync(fund)).ClosedOn);
        database.Clock.Advance(TimeSpan.FromMinutes(20));
        await investors.PublishAsync(fund, Monday, 1.1m, reason: "A price was wrong.");
        database.Clock.Advance(TimeSpan.FromMinutes(29));
        await investors.WorkAsync();
        Assert.Null((await investors.FundOfAsync(fund)).ClosedOn);
        database.Clock.Advance(TimeSpan.FromMinutes(2));
        await investors.WorkAsync();
        Assert.Equal(1_1000, (await investors.FundOfAsync(fund)).Value);
        investors.At(Monday.AddDays(1), 18);
        var leap = await Assert.ThrowsAsync<DomainException>(() => investors.PublishAsync(fund, Monday.AddDays(1), 1.33m));
        Assert.Equal(["netAssetValue"], Assert.IsType<ValidationError>(leap.Errors[0]).Path);
        var phone = await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == investors.Staff).Select(u => u.Phone!).SingleAsync());

        // Operators who work for the fund are no independent second look.
        await database.Get<Profiles>().GrantAsync(phone, Role.Admin);
        await Assert.ThrowsAsync<DomainException>(() => investors.PublishAsync(fund, Monday.AddDays(1), 1.33m));
        await investors.PublishAsync(fund, Monday.AddDays(1), 1.33m, actor: await investors.OperatorAsync());
    }

    [Fact]
    public Task An_income_that_is_far_from_the_day_before_takes_an_operator() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        investors.At(Monday, 18);
        await RefusedAsync(Monday, 52.34m);
        await investors.PublishAsync(fund, Monday, 1, 2.5m);
        investors.At(Monday.AddDays(1), 18);
        await RefusedAsync(Monday.AddDays(1), 5.0001m);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 5);
        await RefusedAsync(Monday.AddDays(1), 50, "A comma was wrong.");

        async Task RefusedAsync(DateOnly day, decimal income, string? reason = null) => Assert.Equal(
            ["incomePer10k"],
            Assert.IsType<ValidationError>((await Assert.ThrowsAsync<DomainException>(() => investors.PublishAsync(fund, day, 1, income, reason))).Errors[0]).Path);
    });

    [Fact]
    public Task Only_who_may_invest_does() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        var careful = await investors.PersonAsync(10, RiskTolerance.C1);
        var middle = await investors.PersonAsync(10, RiskTolerance.C2);
        Assert.Equal(new UnsuitableFundError(RiskGrade.R3, RiskTolerance.C1), await RefusedAsync(careful, acknowledges: true));
        Assert.Equal(new UnsuitableFundError(RiskGrade.R3, RiskTolerance.C2), await RefusedAsync(middle));
        var order = await investors.SubscribeAsync(middle, fund, 1_00, acknowledges: true);
        Assert.Equal(RiskTolerance.C2, (await investors.OrderAsync(order)).WarnedAt);
        var low = await database.PersonAsync();
        await database.Get<Profiles>().SetPaymentPinAsync(low, Investors.Pin, TestDatabase.Password, new Origin(null, null));
        Assert.IsType<RealNameLevelRequiredError>(await RefusedAsync(low));
        await database.Get<Profiles>().FreezeAsync(middle, null);
        Assert.IsType<AccountFrozenError>(await RefusedAsync(middle, acknowledges: true));
        database.Clock.Advance(TimeSpan.FromDays(731));
        await investors.WorkAsync();
        Assert.IsType<RiskAnswersRequiredError>(await RefusedAsync(middle, acknowledges: true));

        async Task<DomainError> RefusedAsync(UserId person, bool acknowledges = false) =>
            (await Assert.ThrowsAsync<DomainException>(() => investors.SubscribeAsync(person, fund, 1_00, acknowledges))).Errors[0];
    });

    [Fact]
    public Task Frozen_or_without_a_level_people_get_out() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(100);
        await investors.SubscribeAsync(person, fund, 100_00);
        investors.At(Monday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0.1m);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        await database.Get<Profiles>().FreezeAsync(person, null);
        await database.Get<EvidenceDecisions>().RevokeAsync(await PhoneAsync(), EvidenceKind.IdCard, "For a test.");
        await investors.AdvanceAsync(fund, 30);
        await investors.RedeemAsync(person, fund, 30_00, speed: RedemptionSpeed.Instant);
        await investors.RedeemAsync(person, fund);
        investors.At(Monday.AddDays(1), 20);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 0.1m);
        investors.At(Monday.AddDays(2), 8);
        await investors.WorkAsync();
        Assert.Equal(100_00, await investors.WalletAsync(person));

        Task<string> PhoneAsync() => database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == person).Select(u => u.Phone!).SingleAsync());
    });

    /// <summary>Publishes a day, closes it, settles its orders, and returns the next exchange day.</summary>
    private static async Task<DateOnly> TurnAsync(Investors investors, FundId fund, DateOnly day, decimal value)
    {
        investors.At(day, 18);
        await investors.PublishAsync(fund, day, value);
        await investors.WorkAsync();
        var next = new ExchangeCalendar().After(day);
        investors.At(next, 8);
        await investors.WorkAsync();
        return next;
    }

    /// <summary>With the PIN, ¥5,000 a day are the most: what is more takes several days.</summary>
    private static async Task SubscribeOverDaysAsync(TestDatabase database, Investors investors, FundId fund, UserId person, long yuan)
    {
        for (var left = yuan; left > 0; left -= 4_000)
        {
            await investors.SubscribeAsync(person, fund, Math.Min(left, 4_000) * 100);
            var today = BusinessCalendar.DateOf(database.Clock.UtcNow());
            investors.At(today, 20);
            await investors.PublishAsync(fund, today, 1, 0);
            await investors.WorkAsync();
            investors.At(today.AddDays(1), 8);
            await investors.WorkAsync();
        }
    }

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        await test(database, await new Investors(database).OpenAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
