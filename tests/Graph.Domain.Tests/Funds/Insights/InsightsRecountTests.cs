using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds.Insights;

/// <summary>Insights beside a look at all orders.</summary>
public sealed class InsightsRecountTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    /// <summary>
    /// Days of orders. At each moment, what is shown is what a look at the orders finds, and nothing that was shown before is another
    /// now: else two looks would tell of the one order between them.
    /// </summary>
    [Fact]
    public async Task What_is_shown_is_what_a_recount_finds_and_never_changes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var random = new Random(20261123);
        var investors = await new Investors(database).OpenAsync();
        FundId[] funds = [await investors.FundAsync(), await investors.FundAsync(FundKind.Bond, fee: 0.015m, redemptionFees: [(0, 0.01m), (2, 0.005m)])];
        await investors.AdvanceAsync(funds[0], 20_000);
        var people = new List<UserId>();
        for (var i = 0; i < 9; i++)
        {
            people.Add(await investors.PersonAsync(20_000));
        }

        await database.JoinAsync(people[1], people[0]);
        await database.JoinAsync(people[3], people[2]);
        var seen = new Dictionary<(FundId, DateOnly, FundOrderSide), long>();
        var last = Tuesday.AddDays(7);
        for (var day = Tuesday; day <= last; day = day.AddDays(1))
        {
            foreach (var hour in new[] { 8, 16, 20 })
            {
                investors.At(day, hour);
                await investors.WorkAsync();
                if (hour == 16)
                {
                    await PublishAsync(day);
                }

                foreach (var person in people.Concat(people).Where(_ => random.Next(3) > 0))
                {
                    await ActAsync(person);
                }

                await LookAsync();
            }
        }

        investors.At(last.AddDays(1), 2);
        await investors.WorkAsync();
        await LookAsync();
        var expected = await RecountAsync();
        Assert.Equal(expected.Where(piece => piece.IsShown).Select(piece => piece.Key).ToHashSet(), [.. seen.Keys]);
        Assert.All(expected.Where(piece => piece.IsShown), piece => Assert.Equal(piece.Amount, seen[piece.Key]));
        Assert.Contains(expected, piece => piece.Persons < 5);
        Assert.Contains(expected, piece => piece.Persons >= 5 && !piece.IsShown);
        foreach (var (fund, side) in funds.SelectMany(fund => Enum.GetValues<FundOrderSide>().Select(side => (fund, side))))
        {
            Assert.Contains(expected, piece => piece.IsShown && piece.Key.Fund == fund && piece.Key.Side == side);
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        async Task PublishAsync(DateOnly day)
        {
            await investors.PublishAsync(funds[0], day, 1, 0.5m);
            if (new ExchangeCalendar().IsOpen(day))
            {
                await investors.PublishAsync(funds[1], day, 1 + (random.Next(-14, 14) / 1_000m));
            }

            database.Clock.Advance(TimeSpan.FromHours(1));
            await investors.WorkAsync();
        }

        async Task ActAsync(UserId person)
        {
            var fund = funds[random.Next(2)];
            try
            {
                switch (random.Next(7))
                {
                    case 0 or 1:
                        await investors.SubscribeAsync(person, fund, random.Next(100, 2_000) * (random.Next(9) == 0 ? 10 : 1), acknowledges: true);
                        break;
                    case 2 or 4:
                        await investors.RedeemAsync(person, funds[1], units: random.Next(1, 5));
                        break;
                    case 3 or 5:
                        await investors.RedeemAsync(person, funds[0], fen: random.Next(100, 400), speed: RedemptionSpeed.Instant);
                        break;
                    default:
                        await investors.CancelAsync(person, await investors.SubscribeAsync(person, fund, random.Next(100, 2_000), acknowledges: true));
                        break;
                }
            }
            catch (DomainException)
            {
                // Nothing is there to redeem, or it is too late to cancel.
            }
        }

        async Task LookAsync()
        {
            foreach (var flow in await ReadAsync(database, investors, Tuesday, last))
            {
                var key = (flow.Fund, flow.Day, flow.Side);
                Assert.True(flow.Persons >= 5 && flow.Amount >= 2 * flow.Largest, $"{flow.Persons} persons, {flow.Largest} of {flow.Amount}");
                if (!seen.TryAdd(key, flow.Amount))
                {
                    Assert.Equal(seen[key], flow.Amount);
                }
            }
        }

        async Task<List<((FundId Fund, DateOnly Day, FundOrderSide Side) Key, long Amount, int Persons, bool IsShown)>> RecountAsync()
        {
            var persons = await database.Units.ReadAsync(db => db.Set<User>().ToDictionaryAsync(u => u.Id, u => u.PersonId));
            var orders = await database.Units.ReadAsync(db => db.Set<FundOrder>().Where(o => o.Value != null && o.TradeOn <= last).ToListAsync());
            return [.. orders.GroupBy(o => (o.FundId, o.TradeOn, o.Side)).Select(piece =>
            {
                var sums = piece.GroupBy(o => persons[o.UserId]).Select(mine => mine.Sum(AmountOf)).ToList();
                return (piece.Key, sums.Sum(), sums.Count, sums.Count >= 5 && 2 * sums.Max() <= sums.Sum());
            })];
        }
    }

    private static long AmountOf(FundOrder order) =>
        order.Side == FundOrderSide.Subscription ? order.OrderedAmount!.Value : order.PaidOut!.Value;

    private static Task<List<FundFlow>> ReadAsync(TestDatabase database, Investors investors, DateOnly first, DateOnly last) =>
        database.Units.ReadAsync(db => FundFlows.ReadAsync(db, [investors.Institution], first, last, database.Clock.UtcNow(), default));
}
