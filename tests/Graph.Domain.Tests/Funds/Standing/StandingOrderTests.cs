using Graph.Domain.Feed;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds.Standing;

/// <summary>How standing orders are set, replaced, paused and ended.</summary>
public sealed class StandingOrderTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly DateOnly Tuesday = Monday.AddDays(1);
    private static readonly Origin Nowhere = new(null, null);

    [Theory]
    [InlineData(StandingOrderPause.Level, "your real-name level is too low")]
    [InlineData(StandingOrderPause.Frozen, "your account is frozen")]
    [InlineData(StandingOrderPause.AnswersRequired, "answer the questionnaire about risk again")]
    [InlineData(StandingOrderPause.Unsuitable, "the fund is riskier than you tolerate")]
    [InlineData(StandingOrderPause.NotForSale, "the fund is not for sale")]
    [InlineData(StandingOrderPause.InsufficientFunds, "your wallet has too little money")]
    [InlineData(StandingOrderPause.Limit, "a spending limit is reached")]
    [InlineData(StandingOrderPause.OpenOrders, "too many orders of the fund are open")]
    [InlineData(StandingOrderPause.Restricted, "your password was reset or your phone was changed shortly after your payment PIN was set")]
    public Task What_a_subscription_refuses_pauses_says_why_and_goes_on_when_it_is_set_again(StandingOrderPause reason, string why) =>
        WithAsync(async (database, investors) =>
        {
            var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
            var person = await investors.PersonAsync(4_500, RiskTolerance.C2);
            await investors.SetPlanAsync(person, fund, 4_000, day: 24, acknowledges: true);
            var mend = await BreakAsync(database, investors, person, fund, reason);
            var before = await investors.WalletAsync(person);
            await database.MeetAsync<StandingOrderNights>();
            Assert.Equal(0, await database.MeetAsync<StandingOrderNights>());
            var paused = (await investors.StandingAsync(person))!;
            Assert.Equal((reason, database.Clock.GetUtcNow().UtcDateTime, null), (paused.Pause, paused.PausedAt!.Value, paused.DueAt));
            Assert.Equal((before, 0), (await investors.WalletAsync(person), (await investors.NightsAsync(person)).Count));
            var told = await database.Units.ReadAsync(db =>
                db.Set<Notification>().SingleAsync(n => n.RecipientId == person && n.Kind == NotificationKind.StandingOrderPaused));
            Assert.Equal(($"A monthly investment is paused: {why}", paused.Id.Value), (told.Title, told.SubjectId));

            await mend();
            await investors.SetPlanAsync(person, fund, 4_000, day: 24, acknowledges: true);
            var again = (await investors.StandingAsync(person))!;
            Assert.Equal((null, null), (again.Pause, again.PausedAt));
            Assert.True(again.DueAt > database.Clock.GetUtcNow().UtcDateTime);
            await investors.NightAsync(BusinessCalendar.DateOf(again.DueAt!.Value));
            Assert.Equal(4_000_00, Assert.Single(await investors.NightsAsync(person)).Fen);
        });

    [Fact]
    public Task Only_what_could_be_subscribed_can_be_set() => WithAsync(async (database, investors) =>
    {
        var (money, shares) = (await investors.FundAsync(), await investors.FundAsync(FundKind.Equity, RiskGrade.R4));
        var person = await investors.PersonAsync(tolerance: RiskTolerance.C2);
        Assert.IsType<PaymentPinRequiredError>(await RefusedAsync(() => investors.SetAutoInvestAsync(person, money, 0, pin: null)));
        Assert.IsType<WrongPaymentPinError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, 10, pin: "111222")));
        Assert.Equal(["fund"], Assert.IsType<ValidationError>(await RefusedAsync(async () => await investors.SetAutoInvestAsync(
            await investors.PersonAsync(), shares, 0))).Path);
        Assert.Equal(["dayOfMonth"], Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, 10, day: 32))).Path);
        Assert.Equal(["dayOfMonth"], Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, 10, day: null))).Path);
        Assert.Equal(["amount", "amount"], Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, 0))).Path);
        Assert.IsType<UnsuitableFundError>(await RefusedAsync(() => investors.SetPlanAsync(person, shares, 10)));
        await database.Get<Profiles>().FreezeAsync(person, null);
        Assert.IsType<AccountFrozenError>(await RefusedAsync(() => investors.SetAutoInvestAsync(person, money, 0)));
        Assert.Null(await investors.StandingAsync(person));
    });

    [Fact]
    public Task A_warning_counts_no_more_for_somebody_who_tolerates_less_than_then() => WithAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Equity, RiskGrade.R5);
        var person = await investors.PersonAsync(100, RiskTolerance.C4);
        await investors.SetPlanAsync(person, fund, 10, day: 24, acknowledges: true);
        await investors.NightAsync(Tuesday);
        Assert.Equal(RiskTolerance.C4, (await database.Units.ReadAsync(db => db.Set<FundOrder>().SingleAsync())).WarnedAt);
        await database.Get<RiskAssessments>().SubmitAsync(person, RiskQuestionnaire.Version, Investors.AnswersOf(RiskTolerance.C3));
        await investors.NightAsync(new DateOnly(2026, 12, 24));
        Assert.Equal(StandingOrderPause.Unsuitable, (await investors.StandingAsync(person))!.Pause);
        Assert.Single(await investors.NightsAsync(person));
    });

    [Fact]
    public Task Another_fund_takes_the_place_of_the_first_and_the_same_setting_changes_nothing() => WithAsync(async (database, investors) =>
    {
        var (first, second) = (await investors.FundAsync(), await investors.FundAsync());
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, first, 300);
        var set = (await investors.StandingAsync(person))!;
        await investors.SetAutoInvestAsync(person, first, 300);
        Assert.Equal(set.Id, (await investors.StandingAsync(person))!.Id);
        Assert.Equal(1, await AuditedAsync(database, person));
        await investors.SetAutoInvestAsync(person, second, 400);
        Assert.Equal(2, await AuditedAsync(database, person));
        Assert.Equal(second, (await investors.StandingAsync(person))!.FundId);
        await investors.NightAsync(Tuesday);
        Assert.Null(await investors.HoldingAsync(person, first));
        Assert.Equal([(Tuesday, 600_00)], await investors.NightsAsync(person));
    });

    [Fact]
    public Task Who_ends_it_and_sets_it_again_has_no_second_order_of_the_night() => WithAsync(async (database, investors) =>
    {
        var (first, second) = (await investors.FundAsync(), await investors.FundAsync());
        var person = await investors.PersonAsync(1_000);
        await investors.SetAutoInvestAsync(person, first, 300);
        await investors.NightAsync(Tuesday);
        await investors.TopUpAsync(person, 100);
        Assert.Equal(first, await investors.SetAutoInvestAsync(person, second, null, pin: null));
        Assert.Null(await investors.StandingAsync(person));
        await investors.SetAutoInvestAsync(person, second, 300);
        await database.MeetAsync<StandingOrderNights>();
        Assert.Single(await investors.NightsAsync(person));
        await investors.NightAsync(Tuesday.AddDays(1));
        Assert.Equal([(Tuesday, 700_00), (Tuesday.AddDays(1), 100_00)], await investors.NightsAsync(person));
    });

    [Fact]
    public Task Ending_takes_no_PIN_works_when_frozen_and_only_for_a_fund_that_one_sees() => WithAsync(async (database, investors) =>
    {
        var (money, shares) = (await investors.FundAsync(), await investors.FundAsync(FundKind.Equity, RiskGrade.R4));
        var person = await investors.PersonAsync(100);
        await investors.SetPlanAsync(person, money, 10);
        await investors.SetPlanAsync(person, shares, 20);
        await database.Get<Profiles>().FreezeAsync(person, null);
        await investors.SetPlanAsync(person, shares, null, day: null, pin: null);
        Assert.Equal(money, (await investors.StandingAsync(person))!.FundId);
        await VerifyAsync(database, by: null);
        await investors.SetPlanAsync(person, money, null, pin: null);
        Assert.Null(await investors.StandingAsync(person));
        Assert.IsType<NotFoundError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, null, pin: null)));
    });

    [Fact]
    public Task What_no_night_could_invest_is_refused_at_once() => WithAsync(async (database, investors) =>
    {
        var (money, person) = (await investors.FundAsync(), await investors.PersonAsync());
        Assert.Equal(["amount", "amount"], Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetPlanAsync(person, money, 5_001))).Path);
        await investors.SetPlanAsync(person, money, 5_000);
        var large = await database.Get<FundRegister>().CreateAsync(
            new FundOpening(investors.Staff, investors.Institution, "Large", "LARGE1", FundKind.MoneyMarket, RiskGrade.R1, Money.Yuan(4_001)));
        Assert.Equal(["fund"], Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetAutoInvestAsync(person, large, 0))).Path);
    });

    [Fact]
    public Task An_account_has_twenty_plans_at_most() => WithAsync(async (database, investors) =>
    {
        var person = await investors.PersonAsync(100);
        for (var i = 0; i < StandingOrder.MaxPlans; i++)
        {
            await investors.SetPlanAsync(person, await investors.FundAsync(), 10);
        }

        Assert.Equal(["fund"], Assert.IsType<ValidationError>(await RefusedAsync(async () =>
            await investors.SetPlanAsync(person, await investors.FundAsync(), 10))).Path);
        await investors.SetAutoInvestAsync(person, await investors.FundAsync(), 0);
    });

    [Fact]
    public Task Standing_orders_end_with_the_account() => WithAsync(async (database, investors) =>
    {
        var (fund, person) = (await investors.FundAsync(), await investors.PersonAsync());
        await investors.SetAutoInvestAsync(person, fund, 0);
        await database.Get<AccountClosing>().CloseAsync(person, TestDatabase.Password, Nowhere);
        Assert.Null(await investors.StandingAsync(person));
        Assert.IsType<ValidationError>(await RefusedAsync(() => investors.SetAutoInvestAsync(person, fund, 0)));
    });

    /// <summary>Makes the night of the plan fail, and returns what makes it succeed again.</summary>
    private static async Task<Func<Task>> BreakAsync(
        TestDatabase database, Investors investors, UserId person, FundId fund, StandingOrderPause reason)
    {
        investors.At(Tuesday, 3);
        switch (reason)
        {
            case StandingOrderPause.Level:
                var phone = await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == person).Select(u => u.Phone!).SingleAsync());
                await database.Get<EvidenceDecisions>().RevokeAsync(phone, EvidenceKind.Face, "For a test.");
                return () => database.Get<IdentityProofing>().SubmitFaceAsync(person, SandboxVerifier.FaceToken, default);
            case StandingOrderPause.Frozen:
                await database.Get<Profiles>().FreezeAsync(person, null);
                return () => database.Get<Profiles>().UnfreezeAsync(person, TestDatabase.Password, Investors.Pin, Nowhere);
            case StandingOrderPause.Restricted:
                var until = database.Clock.GetUtcNow().UtcDateTime.AddDays(1);
                await database.Units.WriteAsync(db => db.Set<User>().Where(u => u.Id == person).ExecuteUpdateAsync(set => set.SetProperty(u => u.RestrictedUntil, until)));
                return () =>
                {
                    database.Clock.Advance(TimeSpan.FromDays(1));
                    return Task.CompletedTask;
                };
            case StandingOrderPause.AnswersRequired:
                database.Clock.Advance(TimeSpan.FromDays(731));
                return () => AnswerAsync(RiskTolerance.C2);
            case StandingOrderPause.Unsuitable:
                await AnswerAsync(RiskTolerance.C1);
                database.Clock.Advance(TimeSpan.FromSeconds(1));
                return () => AnswerAsync(RiskTolerance.C3);
            case StandingOrderPause.NotForSale:
                await VerifyAsync(database, by: null);
                return () => VerifyAsync(database, investors.Staff);
            case StandingOrderPause.InsufficientFunds:
                await investors.SubscribeAsync(person, fund, 500_01, acknowledges: true);
                return () => investors.TopUpAsync(person, 1);
            case StandingOrderPause.Limit:
                await investors.TopUpAsync(person, 1_000);
                await investors.SubscribeAsync(person, fund, 1_000_01, acknowledges: true);
                return () => Task.CompletedTask;
            default:
                for (var i = 0; i < FundOrder.MaxOpen; i++)
                {
                    await investors.SubscribeAsync(person, fund, 1_00, acknowledges: true);
                }

                investors.At(Tuesday, 9);
                return async () =>
                {
                    foreach (var order in await database.Units.ReadAsync(db => db.Set<FundOrder>().Select(o => o.Id).Take(2).ToListAsync()))
                    {
                        await investors.CancelAsync(person, order);
                    }
                };
        }

        Task AnswerAsync(RiskTolerance tolerance) =>
            database.Get<RiskAssessments>().SubmitAsync(person, RiskQuestionnaire.Version, Investors.AnswersOf(tolerance));
    }

    /// <summary>Nobody can take a verification back yet, so that the table is changed.</summary>
    private static Task VerifyAsync(TestDatabase database, UserId? by)
    {
        DateTime? at = by is null ? null : database.Clock.GetUtcNow().UtcDateTime;
        return database.Units.WriteAsync(db => db.Set<Institution>().ExecuteUpdateAsync(set => set
            .SetProperty(i => i.VerifiedAt, at)
            .SetProperty(i => i.VerifiedBy, by)));
    }

    private static Task<int> AuditedAsync(TestDatabase database, UserId person) => database.Units.ReadAsync(db =>
        db.Set<AuditEvent>().CountAsync(e => e.UserId == person && e.Kind == AuditKind.MoneyMoved && e.Detail!.Contains("standing order")));

    private static async Task<DomainError> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<DomainException>(act)).Errors[0];

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        await test(database, investors);
        await investors.WorkAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
