using Graph.Api.Demo;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>Makes orders in several states, and standing orders.</summary>
internal sealed class FundOrdersDemo : IDemoPart
{
    private static readonly Origin Nowhere = new(null, null);

    public int Place => 50;

    public async Task FillAsync(DemoStage stage)
    {
        var funds = await stage.World.Units.ReadAsync(db => db.Set<Fund>().ToDictionaryAsync(fund => fund.Code, fund => fund.Id));
        FundId[] ids = [.. FundOpeningsDemo.Funds.Select(fund => funds[fund.Code])];
        var able = stage.People.Where(person => person.Level == RealNameLevel.ClassIII).ToList();
        await OrderAsync(stage, ids, able[0].Id, able[1].Id);
        await StandAsync(stage, ids, able[0].Id);
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
        await standing.SetAutoInvestAsync(person, funds[0], Money.Yuan(5_000), acknowledgesRisk: false, DemoData.PaymentPin, Nowhere);
        await stage.World.Get<RedeemFirstSetting>().SetAsync(person, funds[0], DemoData.PaymentPin, Nowhere);
        await standing.SetPlanAsync(
            person, new InvestmentPlan(funds[4], Money.Yuan(20), passed, AcknowledgesRisk: true), DemoData.PaymentPin, Nowhere);
    }
}
