using Graph.Api.Demo;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>
/// Publishes the days of the four weeks, so that the first orders have become holdings with income and gains.
/// </summary>
internal sealed class FundsDemo : IDemoPart
{
    /// <summary>It comes before the work that is due is done for the first time, when the other orders would lapse for want of values.</summary>
    public int Place => 25;

    public async Task FillAsync(DemoStage stage)
    {
        var world = stage.World;
        var funds = await world.Units.ReadAsync(db => db.Set<Fund>().ToDictionaryAsync(fund => fund.Code));
        foreach (var (index, (code, _, kind, _, _)) in FundOpeningsDemo.Funds.Index())
        {
            await PublishAsync(stage, funds[code], kind, index);
        }

        await CloseAsync(stage, funds.Values.Select(fund => fund.Id));
    }

    /// <summary>Publishes what came since the fund was opened, until the day before yesterday.</summary>
    private static async Task PublishAsync(DemoStage stage, Fund fund, FundKind kind, int index)
    {
        var world = stage.World;
        var staff = await world.Units.ReadAsync(db => db.Set<Institution>().Where(i => i.Id == fund.InstitutionId).Select(i => i.OwnerId).SingleAsync());
        var last = BusinessCalendar.DateOf(world.Clock.UtcNow()).AddDays(-2);

        // Four weeks at once are more late days than an institution may publish.
        var days = ActivatorUtilities.CreateInstance<FundDays>(
            world.Get<IServiceProvider>(),
            ActivatorUtilities.CreateInstance<LikelyDays>(world.Get<IServiceProvider>(), new FundSettings { MaxLateDays = int.MaxValue }));
        foreach (var day in FundValues.Between(fund.PublishedOn!.Value.AddDays(1), last, fund.Id, kind, index))
        {
            await days.PublishAsync(staff, day);
        }
    }

    /// <summary>Prices and settles the first orders, and credits the income of each day, as the server does at night.</summary>
    private static async Task CloseAsync(DemoStage stage, IEnumerable<FundId> funds)
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
}
