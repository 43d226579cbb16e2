using Graph.Api.Demo;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>
/// Publishes the days of the four weeks, so that the first orders have become holdings with income and gains; then makes orders in
/// several states, and standing orders.
/// </summary>
internal sealed class FundsDemo : IDemoPart
{
    private static readonly Origin Nowhere = new(null, null);

    /// <summary>It comes before the work that is due is done for the first time, when the other orders would lapse for want of values.</summary>
    public int Place => 25;

    public async Task FillAsync(DemoStage stage)
    {
        var world = stage.World;
        var funds = await world.Units.ReadAsync(db => db.Set<Fund>().ToDictionaryAsync(fund => fund.Code));
        FundId[] ids = [.. FundOpeningsDemo.Funds.Select(fund => funds[fund.Code].Id)];
        foreach (var (index, (code, _, kind, _, _)) in FundOpeningsDemo.Funds.Index())
        {
            await PublishAsync(stage, funds[code], kind, index);
        }

        await CloseAsync(stage, ids);
        var able = stage.People.Where(person => person.Level == RealNameLevel.ClassIII).ToList();
        await OrderAsync(stage, ids, able[0].Id, able[1].Id);
        await StandAsync(stage, ids, able[0].Id);
    }

    /// <summary>Publishes what came since the fund was opened, until the day before yesterday.</summary>
    private static async Task PublishAsync(DemoStage stage, Fund fund, FundKind kind, int index)
    {
        var world = stage.World;
        var staff = await world.Units.ReadAsync(db => db.Set<Institution>().Where(i => i.Id == fund.InstitutionId).Select(i => i.OwnerId).SingleAsync());
        var last = BusinessCalendar.DateOf(world.Clock.UtcNow()).AddDays(-2);
        foreach (var day in FundValues.Between(fund.PublishedOn!.Value.AddDays(1), last, fund.Id, kind, index))
        {
            await world.Get<FundDays>().PublishAsync(staff, day);
        }
    }

    /// <summary>Prices and settles the first orders, and credits the income of each day, as the server does at night.</summary>
    private static async Task CloseAsync(DemoStage stage, IReadOnlyList<FundId> funds)
    {
        // No time is left for corrections: in the demo, all days are published at the same moment.
        var closing = ActivatorUtilities.CreateInstance<DayClosing>(
            stage.World.Get<IServiceProvider>(), new FundSettings { CorrectionTime = TimeSpan.Zero });
        foreach (var fund in funds)
        {
            await closing.MeetAsync(fund, CancellationToken.None);
        }

        var settlements = stage.World.Get<FundSettlements>();
        var now = stage.World.Clock.UtcNow();
        foreach (var order in await stage.World.Units.ReadAsync(db => settlements.DueAsync(db, now, 100, CancellationToken.None)))
        {
            await settlements.MeetAsync(order, CancellationToken.None);
        }
    }

    /// <summary>Makes orders that wait, one that was cancelled, redemptions of both speeds, and a holding that is empty again.</summary>
    private static async Task OrderAsync(DemoStage stage, FundId[] funds, UserId first, UserId second)
    {
        var (world, redemptions) = (stage.World, stage.World.Get<Redemptions>());
        await FundOpeningsDemo.SubscribeAsync(stage, first, funds[0], 20, Visibility.Friends);
        var regretted = await FundOpeningsDemo.SubscribeAsync(stage, first, funds[4], 10, Visibility.Parties);
        await world.Get<FundCancellations>().CancelAsync(first, world.Clock.NewGuid(), regretted.Value, default);
        await redemptions.RedeemAsync(
            new Redemption(first, world.Clock.NewGuid(), funds[0], RedemptionSpeed.Instant) { Amount = Money.Yuan(10) }, default);
        await redemptions.RedeemAsync(new Redemption(first, world.Clock.NewGuid(), funds[4], RedemptionSpeed.NextDay) { Units = 5 }, default);
        await redemptions.RedeemAsync(new Redemption(second, world.Clock.NewGuid(), funds[2], RedemptionSpeed.Instant) { All = true }, default);
    }

    /// <summary>
    /// Sets standing orders. Nobody in the demo has as much as the floor, and the day of the plan has just passed, so that wallets stay
    /// as they are.
    /// </summary>
    private static async Task StandAsync(DemoStage stage, FundId[] funds, UserId person)
    {
        var standing = stage.World.Get<StandingOrders>();
        var passed = BusinessCalendar.DateOf(stage.World.Clock.UtcNow()).AddDays(-1).Day;
        await standing.SetAutoInvestAsync(person, funds[0], Money.Yuan(5_000), DemoData.PaymentPin, Nowhere);
        await stage.World.Get<RedeemFirstSetting>().SetAsync(person, funds[0], DemoData.PaymentPin, Nowhere);
        await standing.SetPlanAsync(
            person, new InvestmentPlan(funds[4], Money.Yuan(20), passed, AcknowledgesRisk: true), DemoData.PaymentPin, Nowhere);
    }
}
