using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Funds;

/// <summary>Many want the same at once: each order happens once, and nothing is given out twice.</summary>
public sealed class FundRaceTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly int Rounds = Thorough.Race(3, 6);

    /// <summary>Two people get their income, and two orders are priced, in one unit.</summary>
    private static readonly FundSettings InTwos = new() { CorrectionTime = TimeSpan.Zero, HoldersAtOnce = 2, OrdersAtOnce = 2 };

    [Fact]
    public Task A_late_order_is_cancelled_or_priced() => EachRoundAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync(FundKind.Mixed, RiskGrade.R3);
        var person = await investors.PersonAsync(100);
        var order = await investors.SubscribeAsync(person, fund, 100_00);
        investors.At(Monday.AddDays(1), 9);
        await Task.WhenAll(
            TriedAsync(() => investors.CancelAsync(person, order)),
            TriedAsync(() => investors.CancelAsync(person, order)),
            TriedAsync(async () =>
            {
                await investors.PublishAsync(fund, Monday, 1.5m);
                await investors.WorkAsync();
            }),
            TriedAsync(investors.WorkAsync));
        await investors.WorkAsync();
        var status = (await investors.OrderAsync(order)).Status;
        Assert.Equal(status == FundOrderStatus.Cancelled ? 100_00 : 0, await investors.WalletAsync(person));
        Assert.Contains(status, new[] { FundOrderStatus.Cancelled, FundOrderStatus.Settled });
    });

    [Fact]
    public Task Two_nodes_close_the_same_day_once() => EachRoundAsync(async (database, investors) =>
    {
        var (money, shares) = (await investors.FundAsync(), await investors.FundAsync(FundKind.Equity, RiskGrade.R5));
        var people = new List<UserId>();
        for (var i = 0; i < 3; i++)
        {
            people.Add(await investors.PersonAsync(300));
            await investors.SubscribeAsync(people[i], money, 100_00);
            await investors.SubscribeAsync(people[i], shares, 100_00);
        }

        for (var day = Monday; day < Monday.AddDays(4); day = day.AddDays(1))
        {
            investors.At(day, 20);
            await investors.PublishAsync(money, day, 1, 0.5m);
            await investors.PublishAsync(shares, day, 1 + (0.05m * (day.DayNumber % 3)));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TriedAsync(investors.WorkAsync)));
        }

        await investors.WorkAsync();
        Assert.All(
            await Task.WhenAll(people.Select(person => investors.HoldingAsync(person, money))),
            holding => Assert.Equal(100_0150, holding!.Units));
    });

    [Fact]
    public Task A_night_invests_once_on_two_nodes_while_its_owner_sets_it_again() => EachRoundAsync(async (database, investors) =>
    {
        var (first, second) = (await investors.FundAsync(), await investors.FundAsync());
        var people = new List<UserId>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await investors.PersonAsync(1_000));
            await investors.SetAutoInvestAsync(people[i], first, 100);
            await investors.SetPlanAsync(people[i], second, 50, day: 24);
        }

        investors.At(Monday.AddDays(1), 3);
        var nodes = Enumerable.Range(0, 4).Select(_ => TriedAsync(() => database.MeetAsync<StandingOrderNights>()));
        var owners = people.Take(2).SelectMany(person => new[]
        {
            TriedAsync(() => investors.SetAutoInvestAsync(person, second, 200)),
            TriedAsync(() => investors.SetPlanAsync(person, second, 60, day: 24)),
        });
        await Task.WhenAll(nodes.Concat(owners));
        await database.MeetAsync<StandingOrderNights>();
        foreach (var (index, person) in people.Index())
        {
            var nights = (await investors.NightsAsync(person)).ConvertAll(night => night.Fen);
            Assert.True(index < 2 ? nights.Count <= 2 : nights.Count == 2, $"{nights.Count} orders of a night.");
            Assert.True(index < 2 || nights.Sum() is 900_00 or 950_00, $"{nights.Sum()} fen were invested.");
        }
    });

    [Fact]
    public Task Payments_to_each_other_redeem_once_each_and_never_more_than_there_is() => EachRoundAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var people = new List<UserId>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await investors.PersonAsync(100));
            await investors.SubscribeAsync(people[i], fund, 100_00);
        }

        investors.At(Monday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        await investors.AdvanceAsync(fund, 150);
        foreach (var (index, person) in people.Index())
        {
            await investors.RedeemFirstAsync(person, fund);
            var next = people[(index + 1) % people.Count];
            await database.Get<Friends>().SendRequestAsync(person, next, null);
            await database.Get<Friends>().SendRequestAsync(next, person, null);
        }

        // Each pays both friends ¥10 five times, with keys that are sent twice, while money comes back from others.
        var sent = people.SelectMany((person, index) => new[] { 1, 3 }.Select(step => (From: person, To: people[(index + step) % people.Count])))
            .SelectMany(pair => Enumerable.Range(0, 5).Select(_ => (pair.From, pair.To, Key: Guid.CreateVersion7())))
            .SelectMany(payment => Enumerable.Repeat(payment, 2));
        await Task.WhenAll(sent.Select(payment => TriedAsync(() => database.Get<Transfers>().SendAsync(
            new Transfer(payment.From, payment.Key, payment.To, Money.Yuan(10)), new(null, null), default))));
        var covers = await database.Units.ReadAsync(db => db.Set<FundOrder>().Where(o => o.Side == FundOrderSide.Redemption).ToListAsync());
        Assert.NotEmpty(covers);
        Assert.All(covers, cover => Assert.True(cover.PaymentId is not null && cover.Gross is > 0 and <= 10_00));
        Assert.Equal(covers.Sum(cover => cover.Gross!.Value), (await Task.WhenAll(people.Select(investors.WalletAsync))).Sum());
    });

    [Fact]
    public Task Units_are_redeemed_once() => EachRoundAsync(async (database, investors) =>
    {
        var fund = await investors.FundAsync();
        var person = await investors.PersonAsync(100);
        await investors.SubscribeAsync(person, fund, 100_00);
        investors.At(Monday, 20);
        await investors.PublishAsync(fund, Monday, 1, 0.5m);
        investors.At(Monday.AddDays(1), 8);
        await investors.WorkAsync();
        await investors.AdvanceAsync(fund, 1_000);
        investors.At(Monday.AddDays(1), 20);
        await investors.PublishAsync(fund, Monday.AddDays(1), 1, 0.5m);
        await Task.WhenAll(
            TriedAsync(() => investors.RedeemAsync(person, fund)),
            TriedAsync(() => investors.RedeemAsync(person, fund, 60_00)),
            TriedAsync(() => investors.RedeemAsync(person, fund, 60_00, speed: RedemptionSpeed.Instant)),
            TriedAsync(() => investors.RedeemAsync(person, fund, 60_00, speed: RedemptionSpeed.Instant)),
            TriedAsync(investors.WorkAsync));
        var day = Monday.AddDays(2);
        investors.At(day, 20);
        await investors.PublishAsync(fund, day, 1, 0.5m);
        investors.At(day.AddDays(1), 8);
        await investors.WorkAsync();
        var holding = (await investors.HoldingAsync(person, fund))!;
        Assert.Equal(0, holding.Locked);
        Assert.InRange((await investors.WalletAsync(person)) + (holding.Units / 100), 99_99, 100_01);
    });

    private static async Task<bool> TriedAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (DomainException)
        {
            return false;
        }
    }

    private static async Task EachRoundAsync(Func<TestDatabase, Investors, Task> round)
    {
        for (var i = 0; i < Rounds; i++)
        {
            await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(InTwos));
            await round(database, await new Investors(database).OpenAsync());
            Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        }
    }
}
