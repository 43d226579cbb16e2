using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;

namespace Graph.Domain.Tests.Funds.Checking;

/// <summary>Two funds with holders, and an order of each kind and status, for tests that break something.</summary>
internal static class LivelyFunds
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    private static readonly KeptWorld Unsettled = new(() => MakeAsync(settles: false));
    private static readonly KeptWorld Settled = new(() => MakeAsync(settles: true));

    /// <param name="settles">Whether the redemptions of Tuesday are settled too.</param>
    public static Task<TestDatabase> OpenAsync(bool settles = false) => (settles ? Settled : Unsettled).OpenAsync();

    private static async Task<TestDatabase> MakeAsync(bool settles)
    {
        var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var person = await investors.PersonAsync(2_000);
        var careful = await investors.PersonAsync(300, RiskTolerance.C3);
        var money = await investors.FundAsync();
        var shares = await investors.FundAsync(FundKind.Equity, RiskGrade.R4, fee: 0.0015m, redemptionFees: [(0, 0.015m), (7, 0)]);
        await investors.SubscribeAsync(person, money, 333_33);
        await investors.SubscribeAsync(person, shares, 777_77);
        await investors.SubscribeAsync(careful, shares, 55_55, acknowledges: true);
        await investors.CancelAsync(person, await investors.SubscribeAsync(person, shares, 11_00));
        await investors.SetAutoInvestAsync(person, money, floorYuan: 800);
        await investors.SetPlanAsync(person, shares, yuan: 12);
        await investors.SetPlanAsync(careful, shares, yuan: 13, acknowledges: true);
        investors.At(Monday, 20);
        await investors.PublishAsync(money, Monday, 1, 0.5123m);
        await investors.PublishAsync(shares, Monday, 1.2345m);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        investors.At(Monday.AddDays(1), 9);
        await investors.AdvanceAsync(money, 100);
        await investors.RedeemAsync(person, money, 50_00, speed: RedemptionSpeed.Instant);
        await investors.RedeemAsync(person, shares, units: 100);
        investors.At(Monday.AddDays(1), 20);
        await investors.PublishAsync(money, Monday.AddDays(1), 1, 0.5123m);
        await investors.PublishAsync(shares, Monday.AddDays(1), 1.3001m);
        await investors.WorkAsync();
        investors.At(Monday.AddDays(1), 21);
        await investors.SubscribeAsync(person, shares, 99_00);
        await investors.RedeemAsync(person, money, 10_00);
        await database.Get<Friends>().SendRequestAsync(person, investors.Staff, null);
        await database.Get<Friends>().SendRequestAsync(investors.Staff, person, null);
        await investors.RedeemFirstAsync(person, money);
        await database.Get<Transfers>().SendAsync(
            new Transfer(person, database.Clock.NewGuid(), investors.Staff, Money.Fen(await investors.WalletAsync(person) + 5_00)), new(null, null), default);
        if (settles)
        {
            investors.At(Monday.AddDays(2), 8);
            await investors.WorkAsync();
        }

        return database;
    }
}
