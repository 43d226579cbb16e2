using Graph.Domain.Funds;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>Very many want to be paid at once, and the bank advances enough for few of them.</summary>
public sealed class InstantRaceTests
{
    private const int OfPerson = 10;
    private const long Yuan = 10;

    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly int Asked = Thorough.Race(60, 500);
    private static readonly int Served = Thorough.Race(12, 100);

    [Fact]
    public async Task Of_many_instant_redemptions_as_many_are_paid_as_the_bank_advances_each_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var people = new List<UserId>();
        for (var i = 0; i < Asked / OfPerson; i++)
        {
            people.Add(await investors.PersonAsync(OfPerson * Yuan));
            await investors.SubscribeAsync(people[i], fund, OfPerson * Yuan * 100);
        }

        investors.At(Monday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        await investors.AdvanceAsync(fund, Served * Yuan);

        // Each has a key of its own, which is sent twice.
        var answers = await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, OfPerson).Select(_ => database.Clock.NewGuid())
            .SelectMany(key => Enumerable.Repeat(key, 2))
            .Select(key => Task.Run(() => TryAsync(investors.RedeemAsync(person, fund, Yuan * 100, speed: RedemptionSpeed.Instant, key: key))))));
        var paid = await database.Units.ReadAsync(db => db.Set<FundOrder>().Where(o => o.Speed == RedemptionSpeed.Instant).ToListAsync());
        Assert.Equal(Served, paid.Count);
        Assert.Equal(paid.Select(order => order.Id).ToHashSet(), [.. answers.OfType<FundOrderId>()]);
        Assert.All(answers.Where(answer => answer is not FundOrderId), answer => Assert.IsType<InstantLimitError>(answer));
        var liquidity = (await investors.FundOfAsync(fund)).LiquidityId!.Value;
        Assert.Equal(0, await investors.BalanceAsync(liquidity));
        foreach (var person in people)
        {
            var mine = paid.Count(order => order.UserId == person) * Yuan;
            Assert.Equal((mine * 100, ((OfPerson * Yuan) - mine) * 1_0000), (await investors.WalletAsync(person), (await investors.HoldingAsync(person, fund))!.Units));
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        // The bank gets back what it advanced, no more and no less.
        investors.At(Monday.AddDays(2), 8);
        await investors.WorkAsync();
        Assert.Equal(Served * Yuan * 100, await investors.BalanceAsync(liquidity));
        Assert.Equal(0, await database.Units.ReadAsync(db => db.Set<Holding>().Where(h => h.Kind == HoldingKind.Advance).SumAsync(h => h.Units)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>The order, or the refusal.</summary>
    private static async Task<object> TryAsync(Task<FundOrderId> redemption)
    {
        try
        {
            return await redemption;
        }
        catch (DomainException refusal)
        {
            return refusal.Errors[0];
        }
    }
}
