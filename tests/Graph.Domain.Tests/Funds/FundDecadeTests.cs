using System.Diagnostics;
using System.Numerics;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Graph.Domain.Tests.Funds;

/// <summary>
/// Years of days of a money-market fund and a bond fund, over the real ledger: people order and redeem, each day is published and
/// closed. Neither a fen nor a unit is made or lost. GRAPH_TEST_DAYS=3650 lets ten years pass.
/// </summary>
public sealed class FundDecadeTests(ITestOutputHelper output)
{
    private const int People = 12;
    private const long Yuan = 20_000;
    private const long Advance = 5_000;
    private static readonly DateOnly First = new(2026, 11, 24);
    private static readonly int Days =
        int.TryParse(Environment.GetEnvironmentVariable("GRAPH_TEST_DAYS"), out var days) ? days : Thorough.Life(60, 200);

    private readonly ExchangeCalendar _calendar = new();
    private readonly Random _random = new(19);
    private decimal _value = 1;
    private int _done;

    [Fact]
    public async Task Years_of_days_make_or_lose_neither_a_fen_nor_a_unit()
    {
        var begun = Stopwatch.GetTimestamp();
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var people = new List<UserId>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await investors.PersonAsync(Yuan));
        }

        var money = await investors.FundAsync();
        var bonds = await investors.FundAsync(FundKind.Bond, RiskGrade.R2, fee: 0.0015m, redemptionFees: [(0, 0.015m), (7, 0.005m), (30, 0)]);
        await investors.AdvanceAsync(money, Advance);
        for (var i = 0; i < Days; i++)
        {
            var day = First.AddDays(i);
            investors.At(day, 10);
            foreach (var person in i < 2 ? people : [people[_random.Next(People)]])
            {
                // Everybody buys some of both funds at first.
                await ActAsync(investors, person, money, i == 0 || (i > 1 && _random.Next(2) == 0) ? money : bonds, most: i < 2 ? 3 : 9);
            }

            if (i % 365 == 364)
            {
                await AnswerAsync(database, people);
            }

            await CloseAsync(investors, money, bonds, day);
            if (i % 365 == 180)
            {
                Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
            }
        }

        output.WriteLine($"{Days} days, {_done} orders, {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s");
        Assert.True(_done > Days / 3, $"Only {_done} orders were placed.");
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await IncomeIsExactAsync(database, money);
        await MoneyIsThereAsync(database);
        await EverybodyGetsOutAsync(database, investors, people, money, bonds);
    }

    private async Task ActAsync(Investors investors, UserId person, FundId money, FundId fund, int most)
    {
        try
        {
            await (_random.Next(most) switch
            {
                < 3 => investors.SubscribeAsync(person, fund, _random.NextInt64(1_00, 500_00)),
                3 => investors.RedeemAsync(person, money, _random.NextInt64(1, 200_00), speed: RedemptionSpeed.Instant),
                4 => investors.RedeemAsync(person, fund, units: _random.Next(1, 200) + 0.1234m),
                5 when _random.Next(4) == 0 => investors.RedeemAsync(person, fund),
                _ => Task.CompletedTask,
            });
            _done++;
        }
        catch (DomainException)
        {
            // There are fewer units than this, or less money.
        }
    }

    /// <summary>Answers about risk count for two years.</summary>
    private static async Task AnswerAsync(TestDatabase database, List<UserId> people)
    {
        foreach (var person in people)
        {
            await database.Get<RiskAssessments>().SubmitAsync(person, RiskQuestionnaire.Version, Investors.AnswersOf(RiskTolerance.C5));
        }
    }

    private async Task CloseAsync(Investors investors, FundId money, FundId bonds, DateOnly day)
    {
        investors.At(day, 20);
        await investors.PublishAsync(money, day, 1, _random.Next(0, 9_000) * 0.0001m);
        if (_calendar.IsOpen(day))
        {
            _value = Math.Clamp(decimal.Round(_value * (1 + (_random.Next(-30, 32) * 0.0001m)), 4), 0.7m, 3m);
            await investors.PublishAsync(bonds, day, _value);
        }

        await investors.WorkAsync();
    }

    /// <summary>Computes what each holder of the money-market fund must have from orders alone, in fractions of which nothing is lost.</summary>
    private static async Task IncomeIsExactAsync(TestDatabase database, FundId fund)
    {
        var (days, orders, holdings) = await database.Units.ReadAsync(async db => (
            await db.Set<FundDay>().Where(d => d.FundId == fund).OrderBy(d => d.Day).ToListAsync(),
            await db.Set<FundOrder>().Where(o => o.FundId == fund && o.Status == FundOrderStatus.Settled).ToListAsync(),
            await db.Set<Holding>().Where(h => h.FundId == fund && h.Kind == HoldingKind.Holder).ToListAsync()));
        Assert.Equal((Days, People), (days.Count, holdings.Count));
        foreach (var holding in holdings)
        {
            var changes = orders.Where(o => o.HoldingId == holding.Id)
                .ToLookup(o => o.SettlesOn, o => o.Side == FundOrderSide.Subscription ? o.Units!.Value : -o.Units!.Value);

            // Whole ten-thousandths of a unit earn. The rest waits, in hundred-millionths of one.
            var (whole, all) = (BigInteger.Pow(10, 8), BigInteger.Zero);
            foreach (var day in days)
            {
                all += changes[day.Day].Sum() * whole;
                all += all / whole * day.Income!.Value;
            }

            all += changes.Where(change => change.Key > days[^1].Day).Sum(change => change.Sum()) * whole;
            Assert.Equal(all, (holding.Units * whole) + holding.Carry);
        }
    }

    /// <summary>All money is what came from outside: from cards, from the bank that advances, and from the markets.</summary>
    private static async Task MoneyIsThereAsync(TestDatabase database)
    {
        var (inside, gained) = await database.Units.ReadAsync(async db => (
            await db.Set<Account>()
                .Where(a => a.Kind != AccountKind.Market && a.Kind != AccountKind.Bank)
                .SumAsync(a => a.CreditsPosted - a.DebitsPosted),
            await (
                from posting in db.Set<Posting>()
                join transaction in db.Set<Transaction>() on posting.TransactionId equals transaction.Id
                join taker in db.Set<Account>() on posting.CreditId equals taker.Id
                where transaction.Kind == TransactionKind.FundYield
                select taker.Kind == AccountKind.Custody ? posting.Amount : -posting.Amount).SumAsync()));
        Assert.Equal((((People * Yuan) + Advance) * 100) + gained, inside);
    }

    private async Task EverybodyGetsOutAsync(TestDatabase database, Investors investors, List<UserId> people, FundId money, FundId bonds)
    {
        for (var i = 0; i < 20; i++)
        {
            investors.At(First.AddDays(Days + i), 10);
            foreach (var (person, fund) in people.SelectMany(person => (FundId[])[money, bonds], (person, fund) => (person, fund)))
            {
                if ((await investors.HoldingAsync(person, fund))?.Free > 0)
                {
                    await investors.RedeemAsync(person, fund);
                }
            }

            await CloseAsync(investors, money, bonds, First.AddDays(Days + i));
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await MoneyIsThereAsync(database);
        foreach (var fund in (FundId[])[money, bonds])
        {
            var units = await database.Units.ReadAsync(db => db.Set<Holding>()
                .Where(h => h.FundId == fund && h.Kind != HoldingKind.Advance)
                .OrderBy(h => h.Number)
                .Select(h => h.Units)
                .ToListAsync());
            Assert.All(units.Skip(1), left => Assert.Equal(0, left));

            // The bank may keep what is less than a fen.
            Assert.InRange(units[0], -99, 0);
            Assert.Equal(0, await investors.BalanceAsync((await investors.FundOfAsync(fund)).CustodyId));
            Assert.Equal(0, await investors.BalanceAsync((await investors.FundOfAsync(fund)).TransitId));
        }
    }
}
