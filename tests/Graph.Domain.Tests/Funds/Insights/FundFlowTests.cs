using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds.Insights;

/// <summary>What institutions see of the money that moves, and what of the people who hold.</summary>
public sealed class FundFlowTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Theory]
    [InlineData(5, 100, 20, true)]
    [InlineData(4, 100, 25, false)]
    [InlineData(5, 100, 50, true)]
    [InlineData(5, 100, 51, false)]
    [InlineData(5, 0, 0, true)]
    public void Five_persons_stand_behind_a_sum_and_none_for_more_than_half(int persons, long amount, long largest, bool isShown) =>
        Assert.Equal(isShown, new Flow { Persons = persons, Orders = persons, Amount = amount, Largest = largest }.IsShown);

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(5, 5)]
    [InlineData(9, 5)]
    [InlineData(10, 10)]
    [InlineData(123_456, 123_455)]
    public void Persons_are_counted_in_fives(int persons, int? shown) => Assert.Equal(shown, Holders.InFives(persons));

    [Fact]
    public async Task A_day_is_shown_when_it_is_closed_and_over()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        await investors.AdvanceAsync(fund, 20_000);
        var people = new List<UserId>();
        for (var i = 0; i < 6; i++)
        {
            people.Add(await investors.PersonAsync(1_000));
            await investors.SubscribeAsync(people[i], fund, 100_00);
        }

        Assert.Empty(await ReadAsync(database, investors, Monday, Tuesday));
        investors.At(Monday, 16);
        await investors.PublishAsync(fund, Monday, 1, 0.5m);
        database.Clock.Advance(TimeSpan.FromHours(1));
        await investors.WorkAsync();
        Assert.Empty(await ReadAsync(database, investors, Monday, Tuesday));
        investors.At(Tuesday, 0);
        Assert.Empty(await ReadAsync(database, investors, Monday, Tuesday));
        investors.At(Tuesday, 1);
        Assert.Equal((Monday, 600_00, 6, 100_00), Of(Assert.Single(await ReadAsync(database, investors, Monday, Tuesday))));
        Assert.Empty(await ReadAsync(database, investors, Tuesday, Tuesday));

        // The fund closes the day in the afternoon, and pays at once until midnight.
        investors.At(Tuesday, 8);
        await investors.WorkAsync();
        foreach (var person in people.Take(5))
        {
            await investors.RedeemAsync(person, fund, fen: 10_00, speed: RedemptionSpeed.Instant);
        }

        investors.At(Tuesday, 16);
        await investors.PublishAsync(fund, Tuesday, 1, 0.5m);
        database.Clock.Advance(TimeSpan.FromHours(1));
        await investors.WorkAsync();
        Assert.Empty(await ReadAsync(database, investors, Tuesday, Tuesday));
        investors.At(Tuesday, 23);
        await investors.RedeemAsync(people[5], fund, fen: 20_00, speed: RedemptionSpeed.Instant);
        investors.At(Tuesday.AddDays(1), 1);
        Assert.Equal((Tuesday, 70_00, 6, 20_00), Of(Assert.Single(await ReadAsync(database, investors, Tuesday, Tuesday.AddDays(9)))));

        // A day whose value is late is not shown, however long it is over.
        investors.At(Tuesday.AddDays(1), 10);
        foreach (var person in people)
        {
            await investors.RedeemAsync(person, fund, fen: 5_00, speed: RedemptionSpeed.Instant);
        }

        investors.At(Tuesday.AddDays(3), 12);
        await investors.WorkAsync();
        Assert.Empty(await ReadAsync(database, investors, Tuesday.AddDays(1), Tuesday.AddDays(9)));

        static (DateOnly, long, int, long) Of(FundFlow flow) => (flow.Day, flow.Amount, flow.Persons, flow.Largest);
    }

    [Fact]
    public async Task A_person_counts_once_and_an_account_without_a_person_not_at_all()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var (fund, other) = (await investors.FundAsync(FundKind.Bond), await investors.FundAsync(FundKind.Bond));
        var people = new List<UserId>();
        for (var i = 0; i < 10; i++)
        {
            people.Add(await investors.PersonAsync(1_000));
            await investors.SubscribeAsync(people[i], fund, 100_00, acknowledges: true);
        }

        await investors.SubscribeAsync(people[0], other, 100_00, acknowledges: true);
        investors.At(Monday, 18);
        await investors.PublishAsync(fund, Monday, 1);
        await investors.PublishAsync(other, Monday, 1);
        database.Clock.Advance(TimeSpan.FromHours(1));
        await investors.WorkAsync();
        Assert.Equal((null, null), await HoldersAsync());
        investors.At(Tuesday, 8);
        await investors.WorkAsync();
        Assert.Equal((10, 10), await HoldersAsync());
        Assert.Equal(10, Assert.Single(await ReadAsync(database, investors, Monday, Monday)).Persons);
        await database.JoinAsync(people[9], people[0]);
        Assert.Equal((5, 5), await HoldersAsync());
        Assert.Equal((9, 200_00), Of(Assert.Single(await ReadAsync(database, investors, Monday, Monday))));
        await LosePersonAsync(people.GetRange(0, 4));
        Assert.Equal((5, 5), await HoldersAsync());
        await investors.RedeemAsync(people[4], fund);
        Assert.Equal((6, 400_00), Of(Assert.Single(await ReadAsync(database, investors, Monday, Monday))));
        await LosePersonAsync(people.GetRange(5, 2));
        Assert.Equal((null, null), await HoldersAsync());
        Assert.Empty(await ReadAsync(database, investors, Monday, Monday));

        async Task<(int?, int?)> HoldersAsync()
        {
            var (all, byFund) = await database.Units.ReadAsync(db => Holders.CountAsync(db, investors.Institution));
            return (Holders.InFives(all), Holders.InFives(byFund.GetValueOrDefault(fund)));
        }

        Task LosePersonAsync(List<UserId> accounts) => database.Units.WriteAsync(db => db.Set<User>()
            .Where(u => accounts.Contains(u.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PersonId, (PersonId?)null).SetProperty(u => u.Level, RealNameLevel.None)));

        static (int, long) Of(FundFlow flow) => (flow.Persons, flow.Largest);
    }

    private static Task<List<FundFlow>> ReadAsync(TestDatabase database, Investors investors, DateOnly first, DateOnly last) =>
        database.Units.ReadAsync(db => FundFlows.ReadAsync(db, [investors.Institution], first, last, database.Clock.UtcNow(), default));

    /// <summary>With two fees, what was paid out and what it cost would tell what those with one of them redeemed.</summary>
    [Theory]
    [InlineData(false, 5_00)]
    [InlineData(true, 0)]
    public async Task Fees_of_redemptions_are_shown_where_there_is_one(bool hasTwo, long shown)
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync(FundKind.Bond, redemptionFees: hasTwo ? [(0, 0.01m), (30, 0)] : [(0, 0.01m)]);
        var people = new List<UserId>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await investors.PersonAsync(1_000));
            await investors.SubscribeAsync(people[i], fund, 100_00, acknowledges: true);
        }

        await CloseAsync(Monday);
        foreach (var person in people)
        {
            await investors.RedeemAsync(person, fund);
        }

        await CloseAsync(Tuesday);
        investors.At(Tuesday.AddDays(2));
        var fees = await database.Units.ReadAsync(db => FundFlows.FeesAsync(db, [investors.Institution], database.Clock.UtcNow(), default));
        Assert.Equal(shown, fees.GetValueOrDefault(investors.Institution));

        async Task CloseAsync(DateOnly day)
        {
            investors.At(day, 18);
            await investors.PublishAsync(fund, day, 1);
            database.Clock.Advance(TimeSpan.FromHours(1));
            await investors.WorkAsync();
            investors.At(day.AddDays(1), 8);
            await investors.WorkAsync();
        }
    }
}
